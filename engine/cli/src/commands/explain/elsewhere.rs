//! Words of other simulators and of the factory, and what says the same here. `docs/guide/coming-from.md` says where they differ.

/// Words, in lower case without blanks, and the words of ours to explain in their place.
const WORDS: &[(&[&str], &[&str])] = &[
    (&["server", "processor", "entityprocessor", "singleproc", "parallelproc"], &["Station"]),
    (&["parallelstation", "machine", "workstation", "workplace"], &["Station"]),
    (&["entitygenerator", "generator", "create", "arrival"], &["Source"]),
    (&["entitysink", "drain", "dispose"], &["Sink"]),
    (&["store", "placebuffer", "storage"], &["Buffer"]),
    (&["ranking", "rankingrule"], &["Discipline"]),
    (&["entitydelay", "timeout"], &["Delay"]),
    (&["entityconveyor", "beltconveyor", "accumulation", "convey"], &["Conveyor"]),
    (
        &["lift", "elevator", "turntable", "transfercar", "turnplate", "crossslidingcar"],
        &["Shuttle"],
    ),
    (&["diverter", "carousel", "decisionpoint"], &["Sorter"]),
    (&["rigidbody", "chute", "gravityroller", "gravitylane"], &["Zone", "Physics"]),
    (&["assemblystation", "assemble", "assembler", "combine", "combiner"], &["Assembly"]),
    (&["match", "join", "kitting", "addto"], &["Assembly"]),
    (&["dismantlestation", "separator", "separate", "unpack"], &["Split"]),
    (&["unbatch", "removefrom", "disassembly", "duplicate"], &["Split"]),
    (&["oven", "furnace", "batching"], &["Batch"]),
    (&["conwip", "kanban", "basestock", "gate", "hold"], &["Release", "CardReturn"]),
    (&["restrictedareastart", "restrictedareaend"], &["Release", "CardReturn"]),
    (&["branch", "decide", "selectoutput", "exitstrategy", "sendto"], &["To"]),
    (&["worker", "workerpool", "operator", "personnel", "labor", "labour"], &["People", "Crew"]),
    (&["repairman", "repairmen"], &["People", "Crew"]),
    (&["resource", "resourcepool", "seize", "broker", "dispatcher"], &["People", "Crew"]),
    (&["shiftcalendar", "schedule", "workschedule", "timetable"], &["Calendar", "Shift"]),
    (&["break", "holiday"], &["Calendar"]),
    (&["breakdown", "downtime", "downtimeentity", "mtbf", "mttr", "ttf", "ttr"], &["Failure"]),
    (&["offshiftrule"], &["AtEnd"]),
    (&["reneging", "abandonment"], &["Patience"]),
    (&["expiry", "perishable"], &["ShelfLife"]),
    (&["travel", "footpath"], &["Spot", "People"]),
    (&["preventivemaintenance", "agereplacement", "blockreplacement"], &["Maintenance"]),
    (&["changeover", "setupmatrix", "changeovermatrix", "smed"], &["Setup"]),
    (&["campaign"], &["Prefer"]),
    (&["setuptime", "loading", "unloading", "recoverytime"], &["Stage"]),
    (&["rework", "reject"], &["Inspect"]),
    (&["defect", "yield"], &["Quality"]),
    (&["entity", "mu", "part", "flowitem", "token"], &["Product"]),
    (&["sequence", "sequencetable", "processplan"], &["Route"]),
    (&["deliverytable", "job"], &["Orders"]),
    (&["distribution", "law"], &["Random"]),
    (&["eventcontroller", "replication", "warmup"], &["Run"]),
    (&["dispatchingrule", "dynamicselectionrule"], &["schedulers"]),
    (&["odf", "tdf", "operationdependentfailure", "timedependentfailure"], &["Counts"]),
    (&["bas", "bbs", "blockingafterservice", "communicationblocking"], &["Blocking"]),
    (&["balking", "balk"], &["IfFull", "Patience"]),
    (&["pallet", "carrier", "fixture", "entitycontainer"], &["Assembly", "Split"]),
    (&["crane", "transporter", "forklift", "tugger"], &["Fleet", "Shuttle"]),
    (&["tool", "toolchange", "toolwear"], &["Maintenance"]),
    (&["samplingplan", "sampling"], &["Inspect"]),
    (&["minimalrepair", "imperfectrepair", "kijima"], &["Restores"]),
    (&["opportunisticmaintenance", "opportunistic"], &["Maintenance"]),
    (&["preemptiveresume", "preemptiverepeat", "preemption", "preemptive"], &["Preempt"]),
    (&["mttf"], &["Failure"]),
    (&["skillgroup", "skillmatrix", "qualification"], &["Skill"]),
    (&["timeseriesthreshold", "expressionthreshold"], &["Calendar", "Release"]),
    (&["signalthreshold", "threshold"], &["Release"]),
    (&["negexp", "znegexp", "cemp", "demp", "emp", "loglogistic", "hyperexponential"], &["Random"]),
    (&["poisson", "binomial", "continuousdistribution", "discretedistribution"], &["Random"]),
    (&["nonstatexponentialdist", "nonstatexponential"], &["Rates"]),
    (&["demandcharge"], &["EnergySupply"]),
    (&["energyanalyzer", "electricity"], &["Power"]),
    (&["compressedair", "water", "gas"], &["Medium"]),
    (&["npolicy", "sleep"], &["Standby"]),
];

/// Returns what says the same as a word that is none of ours.
pub(super) fn ours(word: &str) -> Option<&'static [&'static str]> {
    let plain: String =
        word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let singular = plain.strip_suffix('s').unwrap_or(&plain);
    let is_meant = |words: &[&str]| words.iter().any(|known| *known == plain || *known == singular);
    WORDS.iter().find(|(words, _)| is_meant(words)).map(|(_, ours)| *ours)
}

#[cfg(test)]
mod tests {
    use super::{WORDS, ours};
    use crate::commands::explain::reference::Reference;

    #[test]
    fn what_is_named_can_be_explained_and_hides_nothing() {
        let reference = Reference::new();
        for (words, ours) in WORDS {
            for name in *ours {
                assert!(!reference.find(name).is_empty(), "{name} is not explained");
            }
            for word in *words {
                assert!(reference.find(word).is_empty(), "{word} is a word of ours");
            }
        }
    }

    #[test]
    fn words_are_found_however_they_are_written() {
        for word in ["Worker Pool", "WorkerPool", "worker-pools", "workerpool"] {
            assert_eq!(ours(word), Some(["People", "Crew"].as_slice()), "{word}");
        }
        assert_eq!(ours("filer"), None);
    }
}
