//! What keys do, and the list of them.

use eframe::egui::{self, Key, Modifiers};

use crate::panels::{self, Request};
use crate::session::{Command, Goal};
use crate::text::{Language, Words};

/// What a key asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Asked {
    /// Time goes on, or stands.
    PlayOrPause,
    /// Faster or slower.
    Faster(bool),
    /// Another instant: by so many hundredths of what is shown.
    Move(f64),
    /// The beginning.
    Beginning,
    /// Now.
    Now,
    /// Light or dark.
    Theme,
    /// The floor as a plan, or in 3D.
    PlanOrSpace,
    /// What colours of the floor tell: the next.
    Colour,
    /// Nothing is selected any more, no list is open.
    Away,
    /// What a panel could ask for as well.
    Other(fn() -> Request),
}

/// A key, as it is written, what it does in both languages, and what it asks for.
type Row = (Key, Modifiers, &'static str, [&'static str; 2], Asked);

/// All keys, in the order of the list.
pub(crate) const ALL: &[Row] = &[
    (Key::Space, Modifiers::NONE, "Space", ["Play or pause", "播放或暂停"], Asked::PlayOrPause),
    (
        Key::R,
        Modifiers::NONE,
        "R",
        ["Start again", "重新开始"],
        Asked::Other(|| Request::Core(Command::Restart)),
    ),
    (
        Key::Period,
        Modifiers::NONE,
        ".",
        ["One event", "单个事件"],
        Asked::Other(|| Request::Core(Command::GoTo(Goal::Event))),
    ),
    (
        Key::D,
        Modifiers::NONE,
        "D",
        ["To the next decision", "到下一个决策"],
        Asked::Other(|| Request::Core(Command::GoTo(Goal::Decision))),
    ),
    (
        Key::B,
        Modifiers::NONE,
        "B",
        ["To the next breakdown", "到下一次故障"],
        Asked::Other(|| Request::Core(Command::GoTo(Goal::Failure))),
    ),
    (
        Key::K,
        Modifiers::NONE,
        "K",
        ["To the next deadlock", "到下一次死锁"],
        Asked::Other(|| Request::Core(Command::GoTo(Goal::Deadlock))),
    ),
    (
        Key::E,
        Modifiers::NONE,
        "E",
        ["To the end, or a standstill", "到结束或停滞"],
        Asked::Other(|| Request::Core(Command::GoTo(Goal::Standstill))),
    ),
    (Key::Plus, Modifiers::NONE, "+", ["Faster", "加快"], Asked::Faster(true)),
    (Key::Equals, Modifiers::NONE, "=", ["Faster", "加快"], Asked::Faster(true)),
    (Key::Minus, Modifiers::NONE, "−", ["Slower", "减慢"], Asked::Faster(false)),
    (Key::ArrowLeft, Modifiers::NONE, "←", ["Back in time", "时间后退"], Asked::Move(-1.0)),
    (Key::ArrowRight, Modifiers::NONE, "→", ["Forth in time", "时间前进"], Asked::Move(1.0)),
    (
        Key::ArrowLeft,
        Modifiers::SHIFT,
        "Shift ←",
        ["Back, ten times as far", "后退十倍"],
        Asked::Move(-10.0),
    ),
    (
        Key::ArrowRight,
        Modifiers::SHIFT,
        "Shift →",
        ["Forth, ten times as far", "前进十倍"],
        Asked::Move(10.0),
    ),
    (Key::Home, Modifiers::NONE, "Home", ["To the beginning", "到开头"], Asked::Beginning),
    (Key::End, Modifiers::NONE, "End", ["Back to now", "回到当前"], Asked::Now),
    (
        Key::M,
        Modifiers::NONE,
        "M",
        ["Set or remove a bookmark", "设置或删除书签"],
        Asked::Other(|| Request::Bookmark),
    ),
    (
        Key::X,
        Modifiers::NONE,
        "X",
        ["Give up the fork", "放弃分叉"],
        Asked::Other(|| Request::Core(Command::DropFork)),
    ),
    (Key::V, Modifiers::NONE, "V", ["Plan or 3D", "平面或三维"], Asked::PlanOrSpace),
    (Key::C, Modifiers::NONE, "C", ["Colour the floor by the next", "切换着色依据"], Asked::Colour),
    (Key::L, Modifiers::NONE, "L", ["Light or dark", "浅色或深色"], Asked::Theme),
    (
        Key::O,
        Modifiers::COMMAND,
        "Ctrl O",
        ["Choose a file", "选择文件"],
        Asked::Other(|| Request::Choose),
    ),
    (Key::G, Modifiers::NONE, "G", ["Examples", "示例"], Asked::Other(|| Request::Gallery)),
    (
        Key::P,
        Modifiers::NONE,
        "P",
        ["Save a picture", "保存图片"],
        Asked::Other(|| Request::Picture(None)),
    ),
    (
        Key::Questionmark,
        Modifiers::NONE,
        "?",
        ["This list", "此列表"],
        Asked::Other(|| Request::Keys),
    ),
    (Key::F1, Modifiers::NONE, "F1", ["This list", "此列表"], Asked::Other(|| Request::Keys)),
    (
        Key::Escape,
        Modifiers::NONE,
        "Esc",
        ["Select nothing, close lists", "取消选择，关闭列表"],
        Asked::Away,
    ),
];

const NUMBERS: [Key; 9] = [
    Key::Num1,
    Key::Num2,
    Key::Num3,
    Key::Num4,
    Key::Num5,
    Key::Num6,
    Key::Num7,
    Key::Num8,
    Key::Num9,
];

/// What was pressed since the last picture.
pub(crate) fn pressed(ctx: &egui::Context) -> (Vec<Asked>, Option<&'static str>) {
    if ctx.text_edit_focused() {
        return (Vec::new(), None);
    }
    ctx.input_mut(|input| {
        // Those with more modifiers first: they would fit the others, too.
        let mut rows: Vec<&Row> = ALL.iter().collect();
        rows.sort_by_key(|(_, modifiers, ..)| !modifiers.shift);
        let asked = rows
            .into_iter()
            .filter(|(key, modifiers, ..)| input.consume_key(*modifiers, *key))
            .map(|(.., asked)| *asked)
            .collect();
        let first = NUMBERS.iter().map(|key| (Modifiers::NONE, *key));
        let all = first.chain(NUMBERS.iter().map(|key| (Modifiers::ALT, *key)));
        // Those with more modifiers first, here as well.
        let mut numbers: Vec<_> = all.zip(panels::ALL).collect();
        numbers.reverse();
        let panel =
            numbers.into_iter().find(|((modifiers, key), _)| input.consume_key(*modifiers, *key));
        (asked, panel.map(|(_, entry)| entry.id))
    })
}

/// The list, as it is shown.
pub(crate) fn list(words: &Words) -> Vec<(String, String)> {
    let language = usize::from(words.language() == Language::Chinese);
    let mut list: Vec<(String, String)> = Vec::new();
    for (_, _, key, titles, _) in ALL {
        let title = titles[language].to_owned();
        // Two keys that do the same stand in one line.
        match list.last_mut().filter(|(_, last)| *last == title) {
            Some((keys, _)) => keys.extend([", ", key]),
            None => list.push(((*key).to_owned(), title)),
        }
    }
    let last = panel_key(panels::ALL.len() - 1);
    list.push((
        format!("1 – 9, Alt 1 – {}", last.trim_start_matches("Alt ")),
        words.panels.to_owned(),
    ));
    list
}

/// The key of a panel, by its place in the list: a number, and `Alt` with a number behind the ninth.
pub(crate) fn panel_key(place: usize) -> String {
    if place < NUMBERS.len() {
        format!("{}", place + 1)
    } else {
        format!("Alt {}", place + 1 - NUMBERS.len())
    }
}
