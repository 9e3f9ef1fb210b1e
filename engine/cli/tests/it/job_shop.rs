//! Benchmark instances from the text of a file to the makespans that the literature and an independent simulator give.

use crate::command::Folder;

/// Fisher and Thompson's instance with six jobs on six machines.
const FT06: &str = "\
# ft06
6 6
2 1 0 3 1 6 3 7 5 3 4 6
1 8 2 5 4 10 5 10 0 10 3 4
2 5 3 4 5 8 0 9 1 1 4 7
1 5 0 5 2 5 3 3 4 8 5 9
2 9 1 3 4 5 5 4 0 3 3 1
1 3 3 3 5 9 0 10 4 4 2 1
";

fn makespan(folder: &Folder, scene: &str, rule: &str) -> f64 {
    let args = ["run", scene, "--json", "--scheduler", rule];
    let report = folder.plantwright(&args).ends_with(0).json();
    assert_eq!(report["ending"], "drained");
    assert_eq!(report["items"]["present"], 0);
    let values = report["kpis"].as_array().expect("a list");
    let makespan = values.iter().find(|value| value["kpi"] == "makespan");
    makespan.and_then(|value| value["value"].as_f64()).expect("a makespan")
}

#[test]
fn ft06_has_its_makespans() {
    let folder = Folder::new("job_shop_ft06");
    folder.write("ft06.txt", FT06);
    let done =
        folder.plantwright(&["import", "jobshop", "ft06.txt", "-o", "ft06.ron"]).ends_with(0);
    assert!(done.out.starts_with("wrote ft06.ron\n"), "{}", done.out);
    for (rule, expected) in [
        ("SPT", 88.0),
        ("MWKR", 61.0),
        ("FIFO", 65.0),
        ("LPT", 77.0),
        ("LWKR", 83.0),
        ("MOPNR", 59.0),
        ("LOPNR", 68.0),
    ] {
        assert_eq!(makespan(&folder, "ft06.ron", rule), expected, "{rule}");
    }
}

#[test]
fn an_imported_scene_is_an_ordinary_scene() {
    let folder = Folder::new("job_shop_ordinary");
    folder.write("ft06.txt", FT06);
    let scene = folder.plantwright(&["import", "jobshop", "ft06.txt"]).ends_with(0).out;
    assert!(scene.contains("title: \"Job shop ft06\""), "{scene}");
    folder.write("ft06.ron", &scene);
    folder.plantwright(&["fmt", "--check", "ft06.ron"]).ends_with(0);
    let checked = folder.plantwright(&["check", "ft06.ron"]).ends_with(0);
    assert_eq!(checked.out, "ft06.ron: no mistakes\n");
}

#[test]
fn taillards_instances_are_known_by_name() {
    let folder = Folder::new("job_shop_ta01");
    folder.plantwright(&["import", "jobshop", "ta01", "--output", "ta01.ron"]).ends_with(0);
    // Any schedule is at least as long as the best one, which is known to take 1231.
    assert!(makespan(&folder, "ta01.ron", "MWKR") >= 1_231.0);
    let unknown = folder.plantwright(&["import", "jobshop", "ta99"]).ends_with(4);
    assert!(unknown.err.contains("ta99"), "{}", unknown.err);
}

#[test]
fn what_is_no_instance_is_refused_with_its_line() {
    let folder = Folder::new("job_shop_broken");
    folder.write("broken", &FT06.replace("2 9 1 3", "2 9 x 3"));
    let done = folder.plantwright(&["import", "jobshop", "broken"]).ends_with(4);
    assert!(done.err.contains("line 7: `x` is not a whole number"), "{}", done.err);
}
