//! Everything that the window says, in one place: English, and Simplified Chinese. A word that lacks a language does not compile.

pub(crate) mod mistakes;
mod names;

use plantwright_journal::{Drive, Duty, State, What};
use plantwright_kpi::why::Reason;
use plantwright_study::perturb::{Better, Room};
use serde::{Deserialize, Serialize};

/// The language of the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// 简体中文
    Chinese,
}

impl Language {
    /// All languages, each by its own name.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::English, "English"), (Self::Chinese, "简体中文")];

    /// Returns its words.
    pub const fn words(self) -> &'static Words {
        match self {
            Self::English => &ENGLISH,
            Self::Chinese => &CHINESE,
        }
    }
}

macro_rules! words {
    ($($name:ident: $english:literal, $chinese:literal;)+) => {
        /// The words of a language.
        #[derive(Debug)]
        pub struct Words {
            $(pub $name: &'static str,)+
            is: Language,
        }

        static ENGLISH: Words = Words { $($name: $english,)+ is: Language::English };
        static CHINESE: Words = Words { $($name: $chinese,)+ is: Language::Chinese };

        #[cfg(test)]
        const ALL: &[(&str, &str, &str)] = &[$((stringify!($name), $english, $chinese)),+];
    };
}

words! {
    // The bar at the top.
    gallery: "Examples", "示例";
    restart: "Start again", "重新开始";
    play: "Play", "播放";
    pause: "Pause", "暂停";
    step: "One event", "单个事件";
    jump: "Jump to", "跳转到";
    next_decision: "Next decision", "下一个决策";
    next_failure: "Next breakdown", "下一次故障";
    next_deadlock: "Next deadlock", "下一次死锁";
    next_standstill: "End, or standstill", "结束或停滞";
    to_time: "To this time", "到此时刻";
    speed: "Speed", "速度";
    real_time: "Real time", "实时";
    unlimited: "Max", "最快";
    live: "Back to now", "回到当前";
    panels: "Panels", "面板";
    settings: "Settings", "设置";
    dark: "Dark", "深色";
    light: "Light", "浅色";
    language: "Language", "语言";
    scale: "Scale", "缩放";
    keys: "Keys", "快捷键";
    colour_by: "Colour by", "着色依据";
    reset_layout: "Arrange panels anew", "重置面板布局";
    layout: "Layout", "布局";
    layout_name: "Name of this layout", "布局名称";
    keep_layout: "Keep", "保存";
    forget: "Give up", "删除";
    save_picture: "Save a picture", "保存图片";
    save_panel: "Save the picture (PNG)", "保存图片 (PNG)";
    save_table: "Save the table (CSV)", "保存表格 (CSV)";
    close: "Close", "关闭";
    save_as: "Save as", "另存为";
    no_table: "This panel has no table", "此面板没有表格";
    saved: "Saved", "已保存";
    not_saved: "Cannot be saved", "无法保存";
    // Status.
    ready: "Ready", "就绪";
    running: "Running", "运行中";
    paused: "Paused", "已暂停";
    reached: "End of the run", "运行结束";
    drained: "All done", "全部完成";
    stuck: "Standstill", "停滞";
    failed: "Stopped by a fault", "因错误停止";
    looking_back: "Looking back", "回看";
    recorded: "Journal", "运行日志";
    cut_off: "Journal, cut off", "日志不完整";
    damaged: "Journal, damaged", "日志已损坏";
    recorded_cut: "The journal is cut off: it shows what happened up to", "日志不完整，只显示到此时刻：";
    recorded_damaged: "The journal is damaged: it shows what happened up to", "日志已损坏，只显示到此时刻：";
    open_scene: "Open its scene", "打开其场景";
    open_scene_more: "A journal shows what was. Its scene can be run, changed and forked.", "日志只显示已发生的事。打开场景后可以运行、修改和分支。";
    needs_scene: "A journal shows what was. To change something, open its scene: the button is in the bar at the top.",
        "日志只显示已发生的事。要修改，请先点击顶部的“打开其场景”。";
    no_more: "Nothing of the kind comes after this", "此后不再发生此类事件";
    unfit_scene: "The scene in the journal cannot be read by this version", "此版本无法读取日志中的场景";
    warm_up: "warm-up", "预热";
    // Gallery.
    welcome: "What shall we look at?", "要看哪个工厂？";
    welcome_more: "Open an example, drop a scene (.ron) or a journal (.pwj) on this window, or name one when you start the program.",
        "打开一个示例，把场景文件 (.ron) 或运行日志 (.pwj) 拖到窗口里，或在启动程序时指定。";
    recent: "Recent", "最近打开";
    open: "Open", "打开";
    choose_file: "Choose a file …", "选择文件……";
    no_dialog: "This system has no file dialog (a desktop portal or zenity): type the path on this page, or drop the file on the window.",
        "系统没有文件对话框（桌面门户或 zenity）：请在此页输入路径，或把文件拖到窗口里。";
    path_hint: "Path of a scene (.ron) or a journal (.pwj)", "场景 (.ron) 或运行日志 (.pwj) 的路径";
    no_examples: "There are no examples beside the program: start it in the folder of the repository, or drop a scene here.",
        "程序旁边没有示例：请在仓库目录中启动，或把场景拖到这里。";
    pieces: "pieces of equipment", "台设备";
    group_plants: "Plants", "工厂";
    group_factories: "Factories", "车间";
    group_logistics: "Belts, sorters and vehicles", "输送、分拣与车辆";
    group_tutorial: "Tutorial", "教程";
    group_classic: "Classics", "经典模型";
    // Panels.
    floor: "Floor", "车间";
    kpis: "Key figures", "关键指标";
    states: "Time in state", "状态时间";
    gantt: "Gantt", "甘特图";
    trends: "Trends", "趋势";
    journal: "Journal", "日志";
    inspector: "Inspector", "检查器";
    because: "Because", "原因";
    bottlenecks: "Bottlenecks", "瓶颈";
    flow: "Flow", "流向";
    queues: "Flow time", "流程时间";
    compare: "Compare", "比较";
    problems: "Problems", "问题";
    study: "Study", "研究";
    // Floor.
    plan: "Plan", "平面";
    space: "3D", "三维";
    fit: "Fit", "适应窗口";
    by_state: "State", "状态";
    by_utilization: "Utilization", "利用率";
    by_blocked: "Blocked share", "阻塞占比";
    by_items: "Items", "物料数";
    by_energy: "Power", "功率";
    by_congestion: "Congestion", "拥堵";
    heat: "Heat map", "热力图";
    vehicles: "vehicles", "辆车";
    people: "people", "人";
    battery: "Battery", "电量";
    walks: "Walks", "行走";
    is_free: "Free", "空闲";
    is_called: "Waits for others", "等待同伴";
    works: "Works", "工作";
    free_of: "free of", "空闲 /";
    no_gpu: "3D needs a graphics adapter that wgpu can use, and none was found. The plan shows the same.",
        "三维视图需要 wgpu 可用的图形适配器，但没有找到。平面图显示相同内容。";
    items: "items", "件";
    of_capacity: "of", "/";
    // Key figures.
    throughput: "Throughput", "产出率";
    produced: "Produced", "已产出";
    wip: "In the plant", "在制品";
    mean_wip: "Mean WIP", "平均在制品";
    flow_time: "Flow time, mean", "平均流程时间";
    flow_time_p95: "Flow time, 95 %", "流程时间 95 %";
    busiest: "Busiest", "最忙";
    late: "Late", "延误";
    energy_per_item: "Energy per item", "单件能耗";
    power: "Mean power", "平均功率";
    scrapped: "Scrapped", "报废";
    lost: "Lost", "流失";
    all_figures: "All figures", "全部指标";
    search: "Search", "搜索";
    whole_plant: "Whole plant", "整个工厂";
    figure: "Figure", "指标";
    value: "Value", "数值";
    where_: "Where", "位置";
    // Charts.
    time: "Time", "时间";
    per_hour: "per hour", "每小时";
    nothing_yet: "Nothing has happened yet. Press Space to let time go on.", "还没有发生任何事。按空格键开始运行。";
    no_scene: "No scene is open.", "没有打开场景。";
    zoom_help: "Scroll to zoom, drag to move, double-click for all", "滚轮缩放，拖动平移，双击显示全部";
    completed: "Completed", "已完成";
    mean: "mean", "均值";
    median: "median", "中位数";
    lengths: "Queues", "队列";
    most: "most", "最多";
    wait: "waiting, mean", "平均等待";
    p95: "95 %", "95 %";
    // Gantt.
    equipment: "Equipment", "设备";
    orders: "Orders", "订单";
    due: "due", "交期";
    still_here: "still here", "仍在";
    // Journal.
    filter: "Filter by word", "按词过滤";
    all_kinds: "All kinds", "全部类型";
    follow_item: "Follow this item", "跟踪此物料";
    follow_off: "All items", "全部物料";
    records: "records", "条记录";
    only_selected: "Only the selected", "仅选中项";
    // Inspector.
    select_something: "Select equipment on the floor or in any list.", "请在车间或任一列表中选择设备。";
    state: "State", "状态";
    since: "since", "自";
    waits_for: "waits for", "等待";
    kind: "Kind", "类型";
    capacity: "Room", "容量";
    places: "Places", "工位";
    written: "As written in the scene", "场景中的定义";
    change_help: "Change a value, then try it: as a fork from the cursor on, or from the start.", "修改数值后试运行：从光标处分叉，或从头开始。";
    fork_here: "Fork here", "在此分叉";
    rerun: "From the start", "从头运行";
    default_: "default", "默认";
    add_value: "not set", "未设置";
    // Because.
    lost_time: "Lost time of", "损失时间：";
    of_items: "Waiting of completed items", "已完成物料的等待";
    no_lost_time: "It has lost no time.", "没有损失时间。";
    reckoning: "Reckoning …", "计算中……";
    // Bottlenecks.
    utilization: "Utilization", "利用率";
    sole: "alone", "独占";
    shifting: "shifting", "转移";
    blocked: "Blocked", "阻塞";
    starved: "Starved", "待料";
    by_which: "Three methods", "三种方法";
    most_utilized: "Most utilized", "利用率最高";
    active_period: "Longest active periods", "最长活动期";
    arrows: "Arrows", "箭头法";
    nobody: "none", "无";
    // Compare.
    no_fork: "There is one future so far. Select equipment, change a value in the inspector, and fork.", "目前只有一个未来。选择设备，在检查器中修改数值，然后分叉。";
    base: "As it is", "原方案";
    changed: "Changed", "修改后";
    difference: "Difference", "差异";
    drop_fork: "Give up the fork", "放弃分叉";
    better: "better", "更好";
    worse: "worse", "更差";
    forked_at: "forked at", "分叉于";
    // Study.
    study_gain: "What the fork brings", "分叉的收益";
    study_improve: "What to improve first", "先改进什么";
    study_help: "Both futures from the start, with other random numbers in each replication and the same for both.", "两个方案都从头运行；每次重复使用不同的随机数，两方案之间相同。";
    improve_help: "Each thing that could be better, one at a time, from the start and with the same random numbers.", "每次只改进一处，从头运行，使用相同的随机数。";
    run_study: "Run replications", "运行重复仿真";
    stop_study: "Stop", "停止";
    replications: "replications", "次重复";
    runs: "runs", "次运行";
    only_of: "only", "仅";
    everything: "everything", "全部";
    improvement: "Improvement", "改进";
    try_it: "Fork with it", "以此分叉";
    has_mistakes: "The scene has mistakes.", "场景有错误。";
    nothing_to_improve: "There is nothing to improve.", "没有可改进之处。";
    not_tried: "could not be tried", "无法尝试";
    as_it_is: "As it is", "原方案";
    gain: "Gain", "增益";
    interval: "95 % interval", "95 % 区间";
    interval_of_all: "95 % intervals that hold for all together", "95 % 联合区间";
    // Problems.
    no_problems: "No mistakes found.", "没有发现错误。";
    hint: "hint", "提示";
    errors: "errors", "个错误";
    last_good: "The scene has mistakes. What you see is the last one without.", "场景有错误。显示的是上一个没有错误的版本。";
    crashed: "The core panicked. The window lives on; please report this with the line below.", "内核崩溃。窗口仍可使用；请附上下面一行报告此问题。";
    reproduce: "To see it again", "重现方法";
    filled: "Paused: the journal of this run fills {} of memory. Told to go on, it keeps twice as much; a shorter run, or plantwright run in a terminal, needs less.", "已暂停：本次运行的日志已占用 {} 内存。继续运行将保留两倍的日志；缩短运行时间，或在终端使用 plantwright run，可减少占用。";
    refused: "Cannot be done", "无法执行";
    // Timeline.
    bookmark: "Bookmark", "书签";
    timeline: "Timeline", "时间轴";
    now: "now", "现在";
}

impl Words {
    /// Returns the language.
    pub const fn language(&self) -> Language {
        self.is
    }

    /// The name of a state.
    pub const fn of_state(&self, state: State) -> &'static str {
        match (self.is, state) {
            (Language::English, State::Idle) => "Idle",
            (Language::English, State::Processing) => "Processing",
            (Language::English, State::Blocked) => "Blocked",
            (Language::English, State::Down) => "Down",
            (Language::English, State::Setup) => "Set-up",
            (Language::English, State::WaitingForOperator) => "Waits for operator",
            (Language::English, State::Maintenance) => "Maintenance",
            (Language::English, State::Off) => "Off shift",
            (Language::English, State::Standby) => "Standby",
            (Language::English, State::Starting) => "Starting",
            (Language::Chinese, State::Idle) => "空闲",
            (Language::Chinese, State::Processing) => "加工",
            (Language::Chinese, State::Blocked) => "阻塞",
            (Language::Chinese, State::Down) => "故障",
            (Language::Chinese, State::Setup) => "换型",
            (Language::Chinese, State::WaitingForOperator) => "等待操作员",
            (Language::Chinese, State::Maintenance) => "维护",
            (Language::Chinese, State::Off) => "下班",
            (Language::Chinese, State::Standby) => "待机",
            (Language::Chinese, State::Starting) => "启动",
        }
    }

    /// What a vehicle does.
    pub const fn of_drive(&self, drive: Drive) -> &'static str {
        let (english, chinese) = match drive {
            Drive::Parked => ("Parked", "停放"),
            Drive::Empty => ("Drives empty", "空驶"),
            Drive::Loaded => ("Drives loaded", "载货行驶"),
            Drive::Waiting => ("Waits for others", "等待让行"),
            Drive::Loading => ("Loads", "装货"),
            Drive::Unloading => ("Unloads", "卸货"),
            Drive::Blocked => ("Blocked", "阻塞"),
            Drive::Charging => ("Charges", "充电"),
            Drive::Dwelling => ("At a stop", "停站"),
            Drive::Broken => ("Broken", "故障"),
            Drive::Towed => ("Is towed", "被拖走"),
            Drive::OffDuty => ("Off duty", "下班"),
            Drive::Obstructed => ("Stops for what is in its way", "前方有障碍物"),
            Drive::Stranded => ("Battery empty", "电量耗尽"),
        };
        match self.is {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }

    /// What people do.
    pub const fn of_duty(&self, duty: Duty) -> &'static str {
        let (english, chinese) = match duty {
            Duty::Working => ("at work", "工作"),
            Duty::Walking => ("on their way", "行走"),
            Duty::Present => ("there", "在岗"),
            Duty::Overtime => ("in overtime", "加班"),
            Duty::Away => ("off duty", "下班"),
        };
        match self.is {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }

    /// What happened, in a word or two.
    pub const fn of_what(&self, what: What) -> &'static str {
        let (english, chinese) = match what {
            What::Created => ("came in", "进入工厂"),
            What::Lost => ("lost", "流失"),
            What::Entered => ("entered", "到达"),
            What::Started => ("started", "开始加工"),
            What::Finished => ("finished", "完成加工"),
            What::Left => ("left", "离开"),
            What::Consumed => ("completed", "完工"),
            What::Due => ("due", "交期"),
            What::State => ("state ended", "状态结束"),
            What::Decided => ("decided", "决策"),
            What::Scrapped => ("scrapped", "报废"),
            What::Failed => ("broke down", "发生故障"),
            What::Repaired => ("repaired", "修复"),
            What::Rejected => ("rejected", "拒收"),
            What::Flawed => ("with a flaw", "有缺陷"),
            What::SetUp => ("set up", "换型完成"),
            What::Staffed => ("people", "人员"),
            What::Claimed => ("crew came", "人员到位"),
            What::Maintained => ("maintained", "维护完成"),
            What::Present => ("still here", "仍在此处"),
            What::Absorbed => ("built in", "装入"),
            What::Carried => ("inside", "在内部"),
            What::Inspected => ("inspected", "检查"),
            What::Working => ("units working", "可用单元"),
            What::Reneged => ("gave up waiting", "放弃等待"),
            What::Breached => ("too late", "超时"),
            What::Withdrawn => ("taken out", "取出"),
            What::Expired => ("expired", "过期"),
            What::Driven => ("vehicle", "车辆"),
            What::Passed => ("passed a point", "通过节点"),
            What::Deadlocked => ("deadlock", "死锁"),
            What::Noticed => ("noticed", "检测到"),
            What::Interrupted => ("interrupted", "中断"),
            What::Resumed => ("goes on", "继续"),
        };
        match self.is {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }

    /// What is done to something to make it better.
    pub fn improvement_of(&self, of: &str, how: &Better) -> String {
        if self.is == Language::English {
            return how.said(of);
        }
        match how {
            Better::Faster => format!("{of}：加快 10 %"),
            Better::FasterStage("loading") => format!("{of}：装料加快 10 %"),
            Better::FasterStage(_) => format!("{of}：卸料加快 10 %"),
            Better::MoreArrivals => format!("{of}：到达增加 10 %"),
            Better::MoreVehicles(vehicle) => format!("{of}：增加一辆 {vehicle}"),
            Better::FasterVehicles(vehicle) => format!("{of}：{vehicle} 加快 10 %"),
            Better::MoreRoom(Room::Places, more) => format!("{of}：增加 {more} 个工位"),
            Better::MoreRoom(Room::Capacity, more) => format!("{of}：增加 {more} 个存放位"),
            Better::MoreRoom(Room::Queue, more) => format!("{of}：增加 {more} 个等待位"),
            Better::MoreRoom(Room::Cards, more) => format!("{of}：增加 {more} 张看板卡"),
            Better::MoreRoom(Room::BaseStock, more) => format!("{of}：基准库存增加 {more} 件"),
            Better::MoreRoom(Room::Items, more) => format!("{of}：增加 {more} 件"),
            Better::NoSetups => format!("{of}：无换型"),
            Better::NeverFails => format!("{of}：不发生故障"),
            Better::MorePeople { on_each_shift: false } => format!("{of}：增加一人"),
            Better::MorePeople { on_each_shift: true } => format!("{of}：每班增加一人"),
        }
    }

    /// Why time was lost.
    pub fn of_reason(&self, reason: Reason) -> String {
        let (english, chinese) = match reason {
            Reason::State(state) => return self.of_state(state).to_lowercase(),
            Reason::Working => ("is at work: others are faster", "正在加工"),
            Reason::Walking => ("people are on their way", "人员在途"),
            Reason::OffDuty => ("nobody is on duty", "人员下班"),
            Reason::Arrivals => ("brings nothing", "无物料到达"),
            Reason::NoCard => ("has no card free", "无空闲看板卡"),
            Reason::AllOut => ("has all of its items out", "全部物料已在途"),
            Reason::Repeated => ("work was lost and done again", "重复加工"),
            Reason::OnTheWay => ("items are on their way", "物料在途"),
            Reason::NotYet => ("may not begin yet", "尚不能开工"),
            Reason::Circle => ("waits in a circle", "循环等待"),
            Reason::Plan => ("the plan was too tight", "计划过紧"),
        };
        match self.is {
            Language::English => english.to_owned(),
            Language::Chinese => chinese.to_owned(),
        }
    }

    /// The unit `items` in words.
    pub fn unit(&self, unit: &'static str) -> &'static str {
        if unit == "items" { self.items } else { unit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_both_languages() {
        for (name, english, chinese) in ALL {
            assert!(!english.is_empty() && !chinese.is_empty(), "{name}");
            assert!(english.is_ascii() || english.contains('…'), "{name}: {english}");
        }
        let both = [Language::English.words(), Language::Chinese.words()];
        for state in State::ALL {
            assert_ne!(both[0].of_state(state), both[1].of_state(state));
        }
        for what in What::ALL {
            assert_ne!(both[0].of_what(what), both[1].of_what(what));
        }
        for drive in Drive::ALL {
            assert_ne!(both[0].of_drive(drive), both[1].of_drive(drive));
        }
        for duty in Duty::ALL {
            assert_ne!(both[0].of_duty(duty), both[1].of_duty(duty));
        }
    }
}
