//! How fast the window is, on the machine at hand: what `plantwright-viewer --measure` prints. Nothing is judged here; what is
//! promised stands beside each number.
//!
//! Times are those that a thread was at work, where the system tells (Linux), so that other programs change little; else those of
//! the clock on the wall.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use eframe::egui::{self, PointerButton, RawInput, pos2, vec2};
use plantwright_journal::{Drive, JournalDigest, Record, State};
use plantwright_kpi::KpiSet;
use plantwright_sim::{ItemView, Model, RunOptions, Sim, VehicleAt, VehicleView};
use plantwright_units::{EquipmentId, ItemId, ProductId, SimSpan, SimTime};

use crate::app::{App, FOR_WHAT_HAPPENED};
use crate::floor::FloorLook;
use crate::gallery;
use crate::gpu::Gpu;
use crate::layout::Layout;
use crate::scene::Document;
use crate::session::{
    A, Command, Engine, Frame, Goal, Opening, Piece, Session, Status, Update, now,
};
use crate::settings::Settings;
use crate::shot::Studio;
use crate::story::Story;

/// So many pictures are drawn of each.
const PICTURES: u32 = 120;

/// Sixty pictures a second.
const BETWEEN_PICTURES: Duration = Duration::from_micros(16_667);

/// Measures everything, and returns it as a table.
///
/// # Errors
/// Where the examples are not found, or a thread cannot be started.
pub fn all() -> Result<String, String> {
    let folder = gallery::folder().ok_or("the folder `scenes` was not found")?;
    let mut text = String::new();
    let mut line = |what: &str, value: String, promised: &str| {
        // Writing into a text does not fail.
        let _always = writeln!(text, "{what:<64} {value:>12}   {promised}").is_ok();
    };
    let gpu = Studio::new().ok().map(|studio| studio.gpu());
    for (title, panels, is_space) in
        [("plan", Some("floor"), false), ("all panels", None, false), ("3D", Some("floor"), true)]
    {
        if is_space && gpu.is_none() {
            line("3D: no graphics adapter was found", "–".to_owned(), "");
            continue;
        }
        let [mean, most] = floor(panels, gpu.clone().filter(|_| is_space))?;
        let what = format!("{title}, 10 000 items and 500 vehicles: mean");
        line(&what, milliseconds(mean), "at most 8 ms");
        let what = format!("{title}, 10 000 items and 500 vehicles: longest");
        line(&what, milliseconds(most), "");
    }
    let [mean, most] = gantt()?;
    line("Gantt with 1 000 000 bars, moved: mean", milliseconds(mean), "at most 8 ms");
    line("Gantt with 1 000 000 bars, moved: longest", milliseconds(most), "");
    let (name, longest) = opening(&folder);
    line(
        &format!("opening a shipped scene, the longest ({name})"),
        milliseconds(longest),
        "at most 1 s",
    );
    let hours = if cfg!(debug_assertions) { 1 } else { 8 };
    let what = format!("any instant of the past, the longest (bottling, {hours} h)");
    line(&what, milliseconds(looking(&folder, hours)?), "at most 100 ms");
    let [command, kpis] = overhead(&folder)?;
    let percent = |share: f64| format!("{:+.1} %", share * 100.0);
    let what = "core with the window, to the command's run (bottling, 4 h)";
    line(what, percent(command), "at most +10 %");
    line("core with the window, to a run with KPIs and no digest", percent(kpis), "");
    Ok(text)
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

/// How long a thread was at work so far; none: the system does not tell.
fn at_work(thread: &str) -> Option<Duration> {
    let text = std::fs::read_to_string(format!("/proc/{thread}/schedstat")).ok()?;
    Some(Duration::from_nanos(text.split_whitespace().next()?.parse().ok()?))
}

/// How long something takes.
fn time(act: impl FnOnce()) -> Duration {
    let (began, worked) = (now(), at_work("thread-self"));
    act();
    match (worked, at_work("thread-self")) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => began.elapsed(),
    }
}

/// A window of which one panel is seen, or all as they are at first; with an adapter, the floor is in 3D.
fn window(
    panel: Option<&str>,
    gpu: Option<Gpu>,
    scene: &str,
) -> Result<(egui::Context, App), String> {
    let ctx = egui::Context::default();
    let floor = FloorLook { is_space: gpu.is_some(), ..FloorLook::default() };
    let mut settings = Settings { floor, ..Settings::default() };
    if let Some(panel) = panel {
        settings.show_only(panel);
    }
    let app = App::without_threads(&ctx, gpu, settings).map_err(|error| error.to_string())?;
    let mut app = app;
    app.open(Document {
        name: "measured".to_owned(),
        text: scene.to_owned(),
        ..Document::default()
    });
    while app.work() {}
    if app.branches().is_empty() {
        return Err("the measured scene has mistakes".to_owned());
    }
    Ok((ctx, app))
}

/// Draws many pictures, with all that a processor does for them; returns how long one takes in the mean, and the longest, and of
/// how many corners the last one was made.
fn pictures(
    ctx: &egui::Context,
    app: &mut App,
    events: impl Fn(u32) -> Vec<egui::Event>,
) -> ([Duration; 2], usize) {
    let (mut times, mut corners) = (Vec::new(), 0);
    for number in 0..PICTURES {
        let input = RawInput {
            screen_rect: Some(egui::Rect::from_min_size(pos2(0.0, 0.0), vec2(1_440.0, 900.0))),
            time: Some(f64::from(number) / 60.0),
            events: events(number),
            ..RawInput::default()
        };
        let taken = time(|| {
            let mut output = ctx.run_ui(input, |ui| app.draw(ui));
            // Letters go to no adapter.
            output.textures_delta.clear();
            let jobs = ctx.tessellate(output.shapes, output.pixels_per_point);
            corners = jobs.iter().map(|job| corners_of(&job.primitive)).sum();
            std::hint::black_box(jobs);
        });
        // In the first ones letters are drawn that are known from then on.
        if number >= 10 {
            times.push(taken);
        }
    }
    let mean = times.iter().sum::<Duration>() / times.len() as u32;
    ([mean, times.into_iter().max().unwrap_or_default()], corners)
}

fn corners_of(primitive: &egui::epaint::Primitive) -> usize {
    match primitive {
        egui::epaint::Primitive::Mesh(mesh) => mesh.vertices.len(),
        egui::epaint::Primitive::Callback(_) => 0,
    }
}

/// The floor with 100 buffers of 100 items each, and 500 vehicles on a grid, each with a way of six points that is its own.
fn floor(panel: Option<&str>, gpu: Option<Gpu>) -> Result<[Duration; 2], String> {
    const SIDE: u32 = 24;
    let mut scene = "Scene(run: (duration: \"1 h\"), equipment: {\n\"in\": Source(every: \"1 h\", to: [\"b00\"]),\n\"out\": Sink(),\n".to_owned();
    for number in 0..100 {
        let next = if number == 99 { "out".to_owned() } else { format!("b{:02}", number + 1) };
        writeln!(scene, "\"b{number:02}\": Buffer(capacity: 100, to: [\"{next}\"]),")
            .expect("strings take everything");
    }
    scene += "\"agvs\": Fleet(points: {";
    for row in 0..SIDE {
        for column in 0..SIDE {
            write!(scene, "\"p{row:02}{column:02}\": (\"{} m\", \"{} m\"), ", column * 4, row * 4)
                .expect("strings take everything");
        }
    }
    scene += "}, paths: [";
    for row in 0..SIDE {
        let line = |point: &dyn Fn(u32) -> String| {
            let points: Vec<String> = (0..SIDE).map(|it| format!("\"{}\"", point(it))).collect();
            format!("(along: [{}], two_way: true), ", points.join(", "))
        };
        scene += &line(&|it| format!("p{row:02}{it:02}"));
        scene += &line(&|it| format!("p{it:02}{row:02}"));
    }
    scene += "], stations: {\"in\": (at: \"p0000\", waiting: Unlimited), \"b00\": (at: \"p2323\")}, \
              vehicles: {\"agv\": (count: 1, length: \"1 m\", speed: \"1 m/s\")})})";
    let is_plan_alone = panel.is_some() && gpu.is_none();
    let (ctx, mut app) = window(panel, gpu, &scene)?;
    let branch = &app.branches()[A];
    let plant = Arc::clone(branch.story.plant());
    let Some(frame) = branch.frame.as_deref() else { return Err("there is no picture".to_owned()) };
    let mut frame: Frame = frame.clone();
    let mut serial = 0;
    for (id, it) in plant.equipment_ids().zip(&mut frame.view.equipment) {
        if plant.equipment(id).capacity == Some(100) {
            it.items = 100;
            it.contents = (0..100)
                .map(|_| {
                    serial += 1;
                    ItemView {
                        id: ItemId::new(id, serial),
                        product: ProductId(0),
                        entered: SimTime::ZERO,
                        along: Some(serial as f32 % 100.0 / 100.0),
                    }
                })
                .collect();
        }
    }
    let Some(first) = frame.view.vehicles.first().cloned() else {
        return Err("there is no vehicle".to_owned());
    };
    frame.view.vehicles = (0..500_u32)
        .map(|number| {
            let from = number % (SIDE * SIDE - 8);
            let at = VehicleAt { from, to: from + 1, along: 1.5, way: 4.0, ..first.at };
            let reserved = (from + 1..from + 7).collect();
            let doing = Drive::ALL[number as usize % Drive::COUNT];
            VehicleView { at, doing, reserved, ..first.clone() }
        })
        .collect();
    let frame = Arc::new(frame);
    app.take(Update::Went { branch: A, frame, pieces: Vec::new(), status: Status::Paused });
    let (times, corners) = pictures(&ctx, &mut app, |_| Vec::new());
    // Each item has corners of its own where there is room for cards.
    if is_plan_alone && corners < 8 * 10_000 + 5 * 500 {
        return Err(format!("only {corners} corners were drawn: what is measured is not seen"));
    }
    Ok(times)
}

/// A Gantt chart of 50 machines with 20 000 states each, which is dragged to and fro after zooming in.
fn gantt() -> Result<[Duration; 2], String> {
    let mut scene = "Scene(run: (duration: \"30000 s\"), equipment: {\"in\": Source(every: \"1 h\", to: [\"m00\"]), \"out\": Sink(),\n".to_owned();
    for number in 0..50 {
        let next = if number == 49 { "out".to_owned() } else { format!("m{:02}", number + 1) };
        writeln!(scene, "\"m{number:02}\": Station(process: \"1 s\", to: [\"{next}\"]),")
            .expect("strings take everything");
    }
    scene += "})";
    let (ctx, mut app) = window(Some("gantt"), None, &scene)?;
    let plant = Arc::clone(app.branches()[A].story.plant());
    let Some(frame) = app.branches()[A].frame.clone() else {
        return Err("there is no picture".to_owned());
    };
    let machines: Vec<EquipmentId> =
        plant.equipment_ids().filter(|id| plant.equipment(*id).name.starts_with('m')).collect();
    let span = SimSpan::from_nanos(1_500_000_000);
    let mut records = Vec::with_capacity(1_000_000);
    for number in 1..=20_000_u64 {
        let at = SimTime::from_nanos(number * span.as_nanos());
        for (place, id) in machines.iter().enumerate() {
            let state = State::ALL[(number as usize + place) % 4];
            records.push(Record::of_state(at, *id, state, span, EquipmentId::NONE));
        }
    }
    let piece: Piece = records.into();
    let mut frame: Frame = (*frame).clone();
    frame.at = SimTime::from_nanos(20_000 * span.as_nanos());
    let frame = Arc::new(frame);
    app.take(Update::Went { branch: A, frame, pieces: vec![piece], status: Status::Paused });
    let button = |pressed| egui::Event::PointerButton {
        pos: pos2(800.0, 400.0),
        button: PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    let zoom = egui::Event::Zoom(1.6);
    let (times, _) = pictures(&ctx, &mut app, |number| match number {
        0 => vec![egui::Event::PointerMoved(pos2(800.0, 400.0))],
        1 => vec![zoom.clone()],
        5 => vec![button(true)],
        number => {
            let away = libm::sinf(number as f32 / 9.0) * 300.0;
            vec![egui::Event::PointerMoved(pos2(800.0 + away, 400.0))]
        }
    });
    Ok(times)
}

/// From a file to what can be drawn, of the scene that takes longest.
fn opening(folder: &Path) -> (String, Duration) {
    let mut longest = (String::new(), Duration::ZERO);
    for example in gallery::read(folder).iter().flat_map(|group| &group.examples) {
        let taken = time(|| {
            let model = Document::read(&example.path).ok().and_then(|it| it.open().model);
            if let Some(model) = model {
                let plant = Arc::clone(model.plant());
                std::hint::black_box((Layout::of(&plant), Story::new(plant)));
                std::hint::black_box(Sim::new(&model, RunOptions::default()).is_ok());
            }
        });
        if taken > longest.1 {
            longest =
                (example.path.file_stem().unwrap_or_default().to_string_lossy().into(), taken);
        }
    }
    longest
}

/// How long it takes to show an instant that was: of many over a whole run, the one that takes longest.
fn looking(folder: &Path, hours: u32) -> Result<Duration, String> {
    let document = Document::read(&folder.join("bottling.ron"))?;
    let model = document.open().model.ok_or("the bottling line has mistakes")?;
    let mut engine = Engine::default();
    engine.command(Command::Open(Box::new(Opening { model, replication: 0 })));
    let until = u64::from(hours) * 3_600_000_000_000;
    engine.command(Command::GoTo(Goal::Time(SimTime::from_nanos(until))));
    while engine.is_busy() {
        engine.work(Duration::ZERO);
        // What is told is taken, as the window does.
        drop(engine.updates());
    }
    let mut longest = Duration::ZERO;
    for number in 1..=60_u64 {
        // Far apart, so that nothing is gained from the one before.
        let at = SimTime::from_nanos(until / 61 * (number * 37 % 61));
        longest = longest.max(time(|| {
            engine.command(Command::Look(at));
            std::hint::black_box(engine.updates());
        }));
    }
    Ok(longest)
}

/// By what share the core works more with the window at its side, as fast as it can, than in a run of the command, which digests
/// its journal, and than in one that does not.
fn overhead(folder: &Path) -> Result<[f64; 2], String> {
    let document = Document::read(&folder.join("bottling.ron"))?;
    let document = document.with(&["run.duration=4 h".to_owned(), "run.warm_up=0 s".to_owned()]);
    let model = document.open().model.ok_or("the bottling line has mistakes")?;
    // The least of several, since what else goes on only ever takes time.
    let least = |run: &dyn Fn() -> Result<Duration, String>| -> Result<Duration, String> {
        let runs: Result<Vec<Duration>, String> = (0..5).map(|_| run()).collect();
        Ok(runs?.into_iter().min().unwrap_or_default())
    };
    let command = least(&|| without(&model, true))?;
    let kpis = least(&|| without(&model, false))?;
    let watched = least(&|| with_window(&model))?;
    Ok([command, kpis].map(|alone| watched.as_secs_f64() / alone.as_secs_f64() - 1.0))
}

/// The run as the command does it: with all KPIs, and the digest of its journal.
fn without(model: &Model, is_digested: bool) -> Result<Duration, String> {
    let plant = Arc::clone(model.plant());
    let mut sim = Sim::new(model, RunOptions::default()).map_err(|error| error.to_string())?;
    sim.listen(KpiSet::all(&plant));
    let names = plant.names();
    let products = plant.products.iter().map(|facts| facts.name.as_str());
    if is_digested {
        sim.listen(JournalDigest::new(names.iter().map(String::as_str), products));
    }
    let mut result = Ok(());
    let taken = time(|| {
        let end = plant.run.duration.map_or(SimTime::MAX, |duration| SimTime::ZERO + duration);
        result = sim.run_until(end).map(drop).map_err(|fault| fault.to_string());
    });
    result.map(|()| taken)
}

/// The same on the thread of the window, which takes what it is told before each picture, and takes some of it in.
fn with_window(model: &Model) -> Result<Duration, String> {
    let session = Session::start(|| {}).map_err(|error| error.to_string())?;
    let opening = Opening { model: model.clone(), replication: 0 };
    session.send(Command::Open(Box::new(opening)));
    let mut story = Story::new(Arc::clone(model.plant()));
    while !matches!(session.wait(Duration::from_mins(1)), Some(Update::Went { .. })) {}
    let core = core_thread();
    let before = core.as_deref().and_then(at_work);
    let began = now();
    session.send(Command::GoTo(Goal::Standstill));
    let mut is_over = false;
    let mut picture = began;
    while !is_over {
        // As screens ask for them: what a picture takes makes the next one no later.
        std::thread::sleep(BETWEEN_PICTURES.saturating_sub(picture.elapsed()));
        picture = now();
        while let Some(update) = session.next() {
            if let Update::Went { pieces, status, .. } = update {
                for piece in &pieces {
                    story.put(piece);
                }
                is_over |= status == Status::Reached;
            }
        }
        let taking = now();
        story.take_in(|| taking.elapsed() < FOR_WHAT_HAPPENED);
        if began.elapsed() > Duration::from_mins(5) {
            return Err("the core does not come to an end".to_owned());
        }
    }
    let after = core.as_deref().and_then(at_work);
    Ok(match (before, after) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => began.elapsed(),
    })
}

/// The newest thread of the core, where the system tells of threads.
fn core_thread() -> Option<String> {
    let tasks = std::fs::read_dir("/proc/self/task").ok()?.flatten();
    let is_core = |task: &u32| {
        let name = std::fs::read_to_string(format!("/proc/self/task/{task}/comm"));
        name.is_ok_and(|name| "plantwright-core".starts_with(name.trim()))
    };
    let numbers = tasks.filter_map(|task| task.file_name().to_string_lossy().parse().ok());
    numbers.filter(is_core).max().map(|task: u32| format!("self/task/{task}"))
}
