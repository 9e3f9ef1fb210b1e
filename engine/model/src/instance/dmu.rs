//! The job shops of Demirkol, Mehta and Uzsoy, from the seeds that are known of them.

use super::JobShop;
use super::lehmer::Lehmer;

/// The number of the first of five instances, jobs, machines, and the five seeds.
type Group = (usize, usize, usize, [u64; 5]);

/// Of `dmu01` to `dmu80` those whose seeds are public (Demirkol, Mehta & Uzsoy 1998, "Benchmarks for shop scheduling problems").
const GROUPS: [Group; 10] = [
    (1, 20, 15, [155_125_852, 2_029_877_925, 196_931_796, 2_109_450_727, 1_017_664_806]),
    (6, 20, 20, [704_263_516, 658_766_149, 1_918_985_685, 263_171_901, 1_630_638_936]),
    (11, 30, 15, [311_313_093, 316_280_323, 1_237_221_727, 982_174_120, 899_442_265]),
    (16, 30, 20, [1_970_680_013, 491_806_903, 7_335_742, 554_421_187, 1_227_925_003]),
    (21, 40, 15, [180_026_511, 86_633_815, 800_808_272, 2_104_225_727, 1_193_746_195]),
    (31, 50, 15, [1_140_902_718, 319_220_731, 1_200_567_745, 408_890_368, 668_339_743]),
    (46, 20, 20, [366_904_335, 193_063_992, 1_708_102_606, 1_111_794_661, 1_759_497_606]),
    (51, 30, 15, [1_085_428_258, 808_544_005, 810_658_329, 142_450_034, 694_627_358]),
    (61, 40, 15, [1_184_095_505, 1_032_938_603, 2_047_416_508, 735_586_133, 1_202_629_385]),
    (71, 50, 15, [1_936_600_566, 567_182_173, 363_888_850, 1_103_051_921, 2_084_553_596]),
];

/// From this number on, routes visit the first half of the machines before the other; before it, all machines in any order.
const TWO_SETS: usize = 41;

pub(super) fn job_shop(name: &str) -> Option<JobShop> {
    let number: usize = name.strip_prefix("dmu")?.parse().ok()?;
    let (first, jobs, machines, seeds) =
        GROUPS.iter().find(|(first, ..)| (*first..*first + 5).contains(&number))?;
    let mut draws = Lehmer::new(seeds[number - first]);
    let jobs = (0..*jobs)
        .map(|_| {
            let keys: Vec<f32> = (0..*machines).map(|_| draws.share()).collect();
            let mut route: Vec<usize> = (0..*machines).collect();
            let set = |machine: usize| number >= TWO_SETS && machine >= machines / 2;
            route.sort_by(|a, b| set(*a).cmp(&set(*b)).then(keys[*a].total_cmp(&keys[*b])));
            let times = (0..*machines).map(|_| (1.0 + 200.0 * draws.share()) as u64);
            let times: Vec<u64> = times.collect();
            route.into_iter().zip(times).collect()
        })
        .collect();
    Some(JobShop { name: format!("dmu{number:02}"), machines: *machines, jobs })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How the first lines of two published instances begin.
    #[test]
    fn the_first_jobs_are_the_published_ones() {
        assert_eq!(
            job_shop("dmu05").unwrap().jobs[0][..4],
            [(8, 98), (13, 149), (6, 36), (10, 169)]
        );
        assert_eq!(job_shop("dmu46").unwrap().jobs[0][..4], [(8, 167), (2, 65), (9, 96), (7, 72)]);
        assert_eq!((job_shop("dmu00"), job_shop("dmu81")), (None, None));
    }
}
