//! Moments and distribution functions against references.
//!
//! The references were worked out with mpmath 1.3 at 40 digits: the densities integrated numerically where there is no
//! textbook formula, in particular for everything truncated.

use super::cases;

#[test]
fn laws_agree_with_the_references() {
    let cases = cases();
    for (name, mean, variance, x, cdf) in REFERENCES {
        let (_, law) = cases.iter().find(|case| case.0 == name).expect(name);
        assert_close(law.mean(), mean, name);
        assert_close(law.variance(), variance, name);
        assert_close(law.sd() * law.sd(), variance, name);
        assert_close(law.cdf(x), cdf, name);
    }
}

#[track_caller]
fn assert_close(found: f64, expected: f64, name: &str) {
    let error = found / expected - 1.0;
    assert!(
        error.abs() <= 1e-11,
        "{name}: {found} instead of {expected}, relative error {error:e}"
    );
}

/// Name of the case, mean, variance, a place and the distribution function there.
const REFERENCES: [(&str, f64, f64, f64, f64); 44] = [
    ("uniform", 3.5, 0.75, 3.0, 0.333_333_333_333_333_3),
    ("triangular", 3.0, 1.166_666_666_666_666_7, 3.0, 0.55),
    ("exponential", 40.0, 1_600.0, 25.0, 0.464_738_571_481_009_8),
    ("normal", 10.0, 4.0, 7.0, 0.066_807_201_268_858_07),
    (
        "normal, positive",
        1.641_026_387_497_244_8,
        1.198_058_783_034_987_6,
        0.5,
        0.156_451_685_781_239_8,
    ),
    (
        "normal, lower part",
        7.717_844_459_263_871,
        1.073_921_628_623_515_8,
        7.0,
        0.216_528_599_873_838_18,
    ),
    (
        "normal, narrow",
        5.624_638_395_718_48,
        0.005_207_049_361_424_364_4,
        5.6,
        0.402_056_410_596_911_9,
    ),
    (
        "normal, far out",
        4.216_830_780_601_025,
        0.038_290_287_329_119_245,
        4.25,
        0.668_567_468_414_545_2,
    ),
    ("lognormal", 900.0, 90_000.0, 1_200.0, 0.852_814_809_394_205_2),
    (
        "lognormal by median",
        30.952_302_224_973_08,
        61.788_594_734_070_2,
        33.0,
        0.648_487_681_517_614_7,
    ),
    ("gamma, shape below 1", 1.200_000_000_000_000_2, 3.6, 0.1, 0.286_406_617_201_844_6),
    ("gamma", 5.0, 9.0, 4.0, 0.438_896_464_937_828_1),
    ("gamma, nearly normal", 20.0, 2.0, 21.0, 0.763_969_674_501_153_8),
    ("erlang, few stages", 12.0, 48.0, 10.0, 0.456_186_884_116_670_47),
    ("erlang, many stages", 20.0, 10.0, 23.0, 0.830_746_262_600_263_1),
    (
        "weibull, early failures",
        11.330_030_963_193_463,
        203.965_495_417_861_66,
        3.0,
        0.317_285_073_559_780_7,
    ),
    ("weibull, wear", 100.0, 1_831.045_468_429_217, 80.0, 0.345_889_950_958_756_5),
    ("beta, bath tub", 0.5, 0.125, 0.25, 0.333_333_333_333_333_3),
    ("pert", 13.0, 3.0, 14.0, 0.728_385_165_505_145_3),
    ("discrete", 2.65, 3.927_5, 5.0, 0.95),
    ("bernoulli", 2.4, 13.44, 2.0, 0.7),
    ("bernoulli, loss", -0.2, 0.36, -1.0, 0.1),
    ("empirical", 3.875, 6.609_375, 4.0, 0.625),
    ("mixture", 18.4, 1_165.44, 20.0, 0.848_424_897_344_501_5),
    ("mixture with an atom", 0.3, 0.61, 1.0, 0.85),
    ("shifted", 6.772_453_850_905_516, 0.858_407_346_410_206_8, 7.0, 0.632_120_558_828_557_7),
    ("uniform, truncated", 2.5, 0.083_333_333_333_333_33, 2.25, 0.25),
    (
        "triangular, truncated",
        2.666_666_666_666_666_5,
        0.458_333_333_333_333_3,
        3.0,
        0.666_666_666_666_666_6,
    ),
    ("triangular, flank", 4.0, 0.5, 4.0, 0.555_555_555_555_555_6),
    (
        "exponential, truncated",
        47.478_588_580_026_745,
        441.501_342_453_903_25,
        50.0,
        0.610_217_390_659_841_7,
    ),
    (
        "exponential, narrow",
        20.249_479_168_022_997,
        0.020_833_170_573_925_84,
        20.125,
        0.251_173_092_837_145_3,
    ),
    ("exponential, from", 70.0, 1_600.0, 60.0, 0.527_633_447_258_985_3),
    (
        "normal, truncated",
        10.290_374_894_305_053,
        1.662_740_024_629_557_4,
        10.0,
        0.440_707_811_209_879_3,
    ),
    (
        "lognormal, truncated",
        887.726_485_185_881_8,
        54_086.184_855_218_32,
        1_000.0,
        0.700_924_465_524_754_8,
    ),
    (
        "lognormal, upper tail",
        2_223.619_211_512_855_6,
        51_586.885_831_213_06,
        2_500.0,
        0.893_087_736_467_902_3,
    ),
    (
        "gamma, truncated",
        4.228_428_227_825_608,
        4.422_794_890_113_642,
        4.0,
        0.501_333_743_337_634_5,
    ),
    ("erlang, truncated", 16.716_981_132_075_47, 35.184_051_263_794_94, 20.0, 0.770_781_513_276_66),
    (
        "weibull, truncated",
        93.375_637_850_859_8,
        670.571_089_175_518_2,
        90.0,
        0.483_248_341_393_270_83,
    ),
    (
        "pert, truncated",
        13.056_848_685_687_612,
        1.701_949_946_649_680_1,
        14.0,
        0.743_887_593_300_335_9,
    ),
    (
        "discrete, truncated",
        3.888_888_888_888_889,
        0.987_654_320_987_654_3,
        3.0,
        0.555_555_555_555_555_6,
    ),
    ("empirical, truncated", 3.5, 1.25, 3.0, 0.5),
    (
        "mixture, truncated",
        14.716_350_895_475_513,
        234.758_473_620_408_13,
        20.0,
        0.856_529_658_255_563_8,
    ),
    (
        "shifted, truncated",
        7.034_410_544_440_694,
        0.499_911_474_765_582_9,
        7.0,
        0.540_341_050_766_480_3,
    ),
    (
        "truncated twice",
        4.106_473_244_698_609,
        3.333_561_305_566_615_6,
        4.0,
        0.512_382_953_946_782_9,
    ),
];
