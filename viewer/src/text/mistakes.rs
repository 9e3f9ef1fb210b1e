//! What kinds of mistakes are called in Chinese. What exactly is wrong is said by the engine, in English; this says what it is about.

use plantwright_model::codes::CODES;

use super::{Language, Words};

/// The kinds of mistakes by code.
const TITLES: &[(&str, &str)] = &[
    ("S001", "文本不符合场景语法"),
    ("S002", "此处没有这个字段"),
    ("S003", "缺少必需的字段"),
    ("S004", "此处的值类型不对"),
    ("S005", "此处没有这个名称的选项"),
    ("S006", "同一字段或键写了两次"),
    ("S007", "值的形式正确，但不能使用"),
    ("S008", "`--set` 指向场景中不存在的位置"),
    ("S101", "没有这个名称的设备"),
    ("S102", "没有这个名称的产品"),
    ("S103", "不能使用这个名称"),
    ("S104", "这个随机量没有意义"),
    ("S105", "场景附带的表格无法使用"),
    ("S106", "工艺路线无法执行"),
    ("S107", "物品无法从这里继续前进"),
    ("S108", "永远没有物品到达这里"),
    ("S109", "物品永远无法离开工厂"),
    ("S110", "运行设置相互矛盾"),
    ("S111", "场景属于另一个语言版本"),
    ("S112", "没有说明加工时间"),
    ("S113", "无法执行的订单"),
    ("S114", "到达的工作量超过了能力"),
    ("S115", "没有说清来源带来什么"),
    ("S116", "容量为零，或没有上限"),
    ("S117", "没有来源带来此产品"),
    ("S118", "此循环必然停滞"),
    ("S119", "需要的人员不存在"),
    ("S120", "无法进行的换型"),
    ("S121", "无法确定这些人员如何工作"),
    ("S122", "此事永远不会发生"),
    ("S130", "无法执行的日历"),
    ("S140", "零件或看板卡与工厂不符"),
    ("S150", "此能源、介质或费用无法计量"),
    ("S160", "此期望无法判断"),
    ("S170", "输送带无法承载来料"),
    ("S175", "车辆无法完成要求的任务"),
    ("S176", "穿梭车无法移动"),
    ("S180", "刚体无效，或放不进区域"),
    ("S190", "此研究没有答案"),
    ("S191", "场景无法组装"),
];

impl Words {
    /// What a kind of mistake is called, where the language is not the one in which it is said exactly.
    pub(crate) fn of_mistake(&self, code: &str) -> Option<&'static str> {
        if self.language() == Language::English {
            return None;
        }
        let place = TITLES.binary_search_by_key(&code, |(it, _)| it).ok()?;
        Some(TITLES[place].1)
    }
}

/// What is behind a kind of mistake and how to mend it, as the engine explains it.
pub(crate) fn explanation(code: &str) -> Option<&'static str> {
    CODES.iter().find(|it| it.code.0 == code).map(|it| it.explanation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_mistake_has_a_name_in_chinese() {
        let words = Language::Chinese.words();
        let mut codes: Vec<&str> = CODES.iter().map(|it| it.code.0).collect();
        codes.sort_unstable();
        assert!(TITLES.iter().map(|(code, _)| *code).eq(codes.iter().copied()));
        assert!(codes.iter().all(|code| words.of_mistake(code).is_some()));
        assert_eq!(Language::English.words().of_mistake("S102"), None, "it is said exactly");
        assert!(codes.iter().all(|code| explanation(code).is_some()));
    }
}
