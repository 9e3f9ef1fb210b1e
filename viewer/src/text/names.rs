//! What figures and kinds of equipment are called, in both languages: names that the engine has, in words of the window.

use super::{Language, Words};
use crate::format;

/// A name of the engine, in English and in Chinese.
type Name = (&'static str, &'static str, &'static str);

/// All KPIs, by name. Those of media go by the names of the media.
const FIGURES: &[Name] = &[
    ("allocation_efficiency", "Allocation efficiency", "分配效率"),
    ("availability", "Availability", "可用率"),
    ("blocked_energy", "Energy while blocked", "阻塞能耗"),
    ("blocked_time", "Blocked time", "阻塞时间"),
    ("bodies_parked", "Bodies parked", "停放的刚体"),
    ("bodies_removed", "Bodies removed", "移除的刚体"),
    ("breaches", "Waited too long", "等待超限"),
    ("breakdowns", "Breakdowns", "抛锚次数"),
    ("broken_time", "Broken time", "抛锚时间"),
    ("carbon", "Carbon dioxide", "二氧化碳排放"),
    ("charging_time", "Charging time", "充电时间"),
    ("claims", "Claims of people", "人员调用次数"),
    ("corrective_maintenance_ratio", "Corrective maintenance ratio", "纠正性维护占比"),
    ("cost", "Cost", "成本"),
    ("cost_per_item", "Cost per item", "单件成本"),
    ("deadlocks", "Deadlocks", "死锁次数"),
    ("defects_delivered", "Defects delivered", "交付的缺陷件"),
    ("delivery_wait_time", "Waiting to deliver", "等待卸货时间"),
    ("demand_cost", "Demand cost", "需量电费"),
    ("direct_cost_per_item", "Direct cost per item", "单件直接成本"),
    ("direct_energy", "Direct energy", "直接能耗"),
    ("direct_energy_per_item", "Direct energy per item", "单件直接能耗"),
    ("distance", "Distance", "行驶距离"),
    ("down_energy", "Energy while down", "故障能耗"),
    ("down_time", "Down time", "故障时间"),
    ("effectiveness", "Effectiveness", "性能率"),
    ("empty_time", "Time driven empty", "空驶时间"),
    ("energy", "Energy", "能耗"),
    ("energy_cost", "Energy cost", "能源成本"),
    ("energy_per_item", "Energy per item", "单件能耗"),
    ("expired", "Expired", "过期"),
    ("expired_ratio", "Expired ratio", "过期率"),
    ("eye_counts", "Counted by photo-eyes", "光电计数"),
    ("eye_covered_time", "Photo-eyes covered", "光电遮挡时间"),
    ("failures", "Failures", "故障次数"),
    ("fallen", "Fallen", "跌落"),
    ("final_wip", "WIP at the end", "期末在制品"),
    ("first_pass_yield", "First pass yield", "一次合格率"),
    ("good_quantity", "Good quantity", "合格数量"),
    ("handling_time", "Handling time", "装卸时间"),
    ("idle_energy", "Energy while idle", "空闲能耗"),
    ("idle_time", "Idle time", "空闲时间"),
    ("inspections", "Inspections", "检查次数"),
    ("jams", "Jams", "卡堵次数"),
    ("labor_cost", "Labor cost", "人工成本"),
    ("labor_cost_per_item", "Labor cost per item", "单件人工成本"),
    ("late_share", "Late share", "延误占比"),
    ("loaded_share", "Share driven loaded", "载货行驶占比"),
    ("loaded_time", "Time driven loaded", "载货行驶时间"),
    ("longest_traffic_wait", "Longest wait in traffic", "最长让行等待"),
    ("loss_ratio", "Loss ratio", "流失率"),
    ("lost", "Lost", "流失"),
    ("maintenance_energy", "Energy in maintenance", "维护能耗"),
    ("maintenance_time", "Maintenance time", "维护时间"),
    ("maintenances", "Maintenances", "维护次数"),
    ("makespan", "Makespan", "总完工时间"),
    ("max_flow_time", "Longest flow time", "最长流程时间"),
    ("max_lead_time", "Longest lead time", "最长交付时间"),
    ("max_tardiness", "Greatest tardiness", "最大拖期"),
    ("max_waiting_time", "Longest waiting time", "最长等待时间"),
    ("max_wip", "Greatest WIP", "最大在制品"),
    ("mean_flow_time", "Mean flow time", "平均流程时间"),
    ("mean_lead_time", "Mean lead time", "平均交付时间"),
    ("mean_micro_stop", "Mean micro-stop", "平均短停时间"),
    (
        "mean_operating_time_between_failures",
        "Mean operating time between failures",
        "平均故障间隔工作时间",
    ),
    ("mean_power", "Mean power", "平均功率"),
    ("mean_tardiness", "Mean tardiness", "平均拖期"),
    ("mean_time_to_failure", "Mean time to failure", "平均失效前时间"),
    ("mean_time_to_repair", "Mean time to repair", "平均修复时间"),
    ("mean_waiting_for_repair", "Mean wait for repair", "平均待修时间"),
    ("mean_waiting_time", "Mean waiting time", "平均等待时间"),
    ("mean_wip", "Mean WIP", "平均在制品"),
    ("mean_working_units", "Mean working units", "平均可用单元"),
    ("micro_stop_time", "Micro-stop time", "短停时间"),
    ("micro_stops", "Micro-stops", "短停次数"),
    ("missed", "Missed", "漏检"),
    ("nee", "NEE", "净设备效率"),
    ("not_finite", "Bodies without numbers", "数值异常的刚体"),
    ("obstructed_time", "Time obstructed", "受阻时间"),
    ("oee", "OEE", "设备综合效率"),
    ("off_duty_time", "Off-duty time", "下班时间"),
    ("off_energy", "Energy while off", "停机能耗"),
    ("off_shift_time", "Off-shift time", "班外时间"),
    ("off_time", "Off-shift time", "班外时间"),
    ("overhead_energy", "Overhead energy", "间接能耗"),
    ("overtime", "Overtime", "加班时间"),
    ("p50_flow_time", "Flow time, median", "流程时间中位数"),
    ("p95_flow_time", "Flow time, 95 %", "流程时间 95 %"),
    ("p95_lead_time", "Lead time, 95 %", "交付时间 95 %"),
    ("p95_waiting_time", "Waiting time, 95 %", "等待时间 95 %"),
    ("parked_time", "Parked time", "停放时间"),
    ("peak_power", "Peak power", "峰值功率"),
    ("peak_window_power", "Peak power over a window", "时段峰值功率"),
    ("place_entries", "Entries to places", "节点进入次数"),
    ("place_occupancy", "Occupancy of places", "节点占用率"),
    ("place_traffic_time", "Traffic wait at places", "节点让行时间"),
    ("planned_busy_time", "Planned busy time", "计划作业时间"),
    ("preventive_share", "Preventive share", "预防性维护占比"),
    ("processing_energy", "Energy in processing", "加工能耗"),
    ("processing_time", "Processing time", "加工时间"),
    ("produced", "Produced", "已产出"),
    ("produced_quantity", "Produced quantity", "产出数量"),
    ("production_process_ratio", "Production process ratio", "生产过程比"),
    ("quality_ratio", "Quality ratio", "质量合格率"),
    ("reject_ratio", "Reject ratio", "拒收率"),
    ("rejected", "Rejected", "拒收"),
    ("released", "Released", "已投入"),
    ("reneged", "Gave up waiting", "放弃等待"),
    ("reneged_ratio", "Share that gave up", "放弃等待占比"),
    ("rework_ratio", "Rework ratio", "返工率"),
    ("scrap_ratio", "Scrap ratio", "报废率"),
    ("scrapped", "Scrapped", "报废"),
    ("sd_flow_time", "Flow time, standard deviation", "流程时间标准差"),
    ("setup_energy", "Energy in set-up", "换型能耗"),
    ("setup_ratio", "Set-up ratio", "换型占比"),
    ("setup_time", "Set-up time", "换型时间"),
    ("setups", "Set-ups", "换型次数"),
    ("standby_energy", "Energy in standby", "待机能耗"),
    ("standby_time", "Standby time", "待机时间"),
    ("starting_energy", "Energy while starting", "启动能耗"),
    ("starting_time", "Starting time", "启动时间"),
    ("starved_orders", "Orders that starve", "长期得不到车辆的订单"),
    ("stranded_time", "Time with an empty battery", "电量耗尽时间"),
    ("technical_efficiency", "Technical efficiency", "技术效率"),
    ("teep", "TEEP", "设备完全有效生产率"),
    ("throughput", "Throughput", "产出率"),
    ("traffic_time", "Waiting in traffic", "让行等待时间"),
    ("tunnelled", "Passed through others", "穿透"),
    ("utilization", "Utilization", "利用率"),
    ("utilization_efficiency", "Utilization efficiency", "利用效率"),
    ("value_adding_energy_share", "Value-adding share of energy", "增值能耗占比"),
    ("waiting_for_operator_energy", "Energy waiting for operators", "等待操作员能耗"),
    ("waiting_for_operator_time", "Waiting for operators", "等待操作员时间"),
    ("walking_time", "Walking time", "行走时间"),
    ("worker_efficiency", "Worker efficiency", "人员效率"),
    ("working_time", "Working time", "工作时间"),
];

/// Those without a unit that are counts, and no shares.
const COUNTS: &[&str] = &[
    "bodies_parked",
    "bodies_removed",
    "breakdowns",
    "claims",
    "deadlocks",
    "eye_counts",
    "failures",
    "fallen",
    "inspections",
    "jams",
    "maintenances",
    "mean_working_units",
    "micro_stops",
    "missed",
    "not_finite",
    "place_entries",
    "setups",
    "starved_orders",
    "tunnelled",
];

/// All kinds of equipment, by name.
const KINDS: &[Name] = &[
    ("Assembly", "Assembly", "装配"),
    ("Batch", "Batch", "批处理"),
    ("Buffer", "Buffer", "缓冲区"),
    ("CardReturn", "Card return", "看板回收"),
    ("Conveyor", "Conveyor", "输送机"),
    ("Delay", "Delay", "延时"),
    ("Fleet", "Fleet", "车队"),
    ("Release", "Release", "投料"),
    ("Shuttle", "Shuttle", "穿梭车"),
    ("Sink", "Sink", "出口"),
    ("Sorter", "Sorter", "分拣机"),
    ("Source", "Source", "入口"),
    ("Split", "Split", "拆分"),
    ("Station", "Station", "工位"),
    ("Zone", "Zone", "物理区域"),
];

impl Words {
    fn named(&self, names: &[Name], name: &str) -> Option<&'static str> {
        let position = names.binary_search_by(|(known, ..)| (*known).cmp(name)).ok()?;
        let (_, english, chinese) = names[position];
        Some(match self.is {
            Language::English => english,
            Language::Chinese => chinese,
        })
    }

    /// The name of a KPI.
    pub fn of_figure(&self, kpi: &str) -> String {
        if let Some(name) = self.named(FIGURES, kpi) {
            return name.to_owned();
        }
        // Media have names of their own, which are those of the scene.
        if self.is == Language::Chinese {
            for (ending, said) in [("_used", "用量"), ("_per_item", "单件用量")] {
                if let Some(medium) = kpi.strip_suffix(ending) {
                    return format!("{} {said}", format::words(medium));
                }
            }
        }
        format::words(kpi)
    }

    /// The unit of a KPI in words: `1` of shares, and nothing of counts.
    pub fn unit_of(&self, kpi: &str, unit: &'static str) -> &'static str {
        if unit == "1" && COUNTS.contains(&kpi) { "" } else { self.unit(unit) }
    }

    /// The name of a kind of equipment.
    pub fn of_kind(&self, kind: &'static str) -> &'static str {
        self.named(KINDS, kind).unwrap_or(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names that stand in a definition and are settings of a scene, and no figures.
    const SETTINGS: [&str; 3] = ["overtime_wage", "shelf_life", "wage"];

    #[test]
    fn every_figure_and_every_kind_has_a_name_in_both_languages() {
        let known = |names: &[Name], name: &str| names.iter().any(|(known, ..)| *known == name);
        for (kpi, _) in plantwright_kpi::defined() {
            assert!(known(FIGURES, kpi) || SETTINGS.contains(&kpi), "{kpi} has no name");
        }
        for kind in plantwright_sim::KINDS {
            assert!(known(KINDS, kind.name), "{} has no name", kind.name);
        }
        for (name, english, chinese) in FIGURES.iter().chain(KINDS) {
            assert!(!english.is_empty() && english.is_ascii(), "{name}: {english}");
            assert!(!chinese.is_empty() && !chinese.is_ascii(), "{name}: {chinese}");
        }
    }

    #[test]
    fn what_is_counted_is_no_share() {
        let is_share = |kpi: &str| {
            let named =
                ["ratio", "share", "efficiency", "utilization", "availability", "effectiveness"];
            let known = ["oee", "nee", "teep", "first_pass_yield", "place_occupancy"];
            named.iter().any(|it| kpi.contains(it)) || known.contains(&kpi)
        };
        for (kpi, unit) in plantwright_kpi::defined() {
            let is_known = unit != "1" || SETTINGS.contains(&kpi);
            assert!(is_known || is_share(kpi) != COUNTS.contains(&kpi), "{kpi}: count or share?");
        }
        let words = Language::English.words();
        assert_eq!(format::value(3.0, words.unit_of("failures", "1")), "3");
        assert!(format::value(0.5, words.unit_of("utilization", "1")).contains('%'));
    }

    #[test]
    fn names_are_found_by_halves() {
        for names in [FIGURES, KINDS] {
            assert!(names.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
        let [english, chinese] = [Language::English, Language::Chinese].map(Language::words);
        assert_eq!(english.of_figure("oee"), "OEE");
        assert_eq!(chinese.of_figure("mean_flow_time"), "平均流程时间");
        assert_eq!(english.of_figure("compressed_air_used"), "Compressed air used");
        assert_eq!(chinese.of_figure("compressed_air_used"), "Compressed air 用量");
        assert_eq!(chinese.of_kind("Station"), "工位");
    }
}
