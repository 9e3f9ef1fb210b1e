//! The command `plantwright-viewer`: opens the window, or takes a picture without one.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use plantwright_units::SimTime;
use plantwright_viewer::shot::{Shot, Studio};
use plantwright_viewer::{App, FloorLook, Language, Lost, Settings, parse_time, shot};

/// A picture is made of many megabytes that are thrown away when the next one is drawn. The system's allocator gives them back
/// each time, and has each page cleared anew, which took half the time of a picture.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// See a plant run, ask what if, scrub time, show why.
///
/// Without a scene, the window opens with the examples. Exit codes: 0 all went well, 1 the scene or the picture cannot be made,
/// 2 the command line is wrong, 3 there is no display or no graphics adapter.
#[derive(Debug, Parser)]
#[command(name = "plantwright-viewer", version, max_term_width = 100)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a word of the command line that stands alone"
)]
struct Args {
    /// The scene or the journal to open.
    scene: Option<PathBuf>,
    /// Takes a picture of this scene or journal without a window.
    #[arg(long, value_name = "SCENE", conflicts_with = "scene")]
    shot: Option<PathBuf>,
    /// The instant of the picture, such as `2h` or `1d 6h`; default: the end of the run.
    #[arg(long, value_parser = time, requires = "shot")]
    at: Option<SimTime>,
    /// Where the picture goes.
    #[arg(long, short, value_name = "FILE", default_value = "shot.png")]
    out: PathBuf,
    /// Changes a value of the scene first: `equipment.filler.process="3 s"`.
    #[arg(long, value_name = "PATH=VALUE", requires = "shot")]
    set: Vec<String>,
    /// Changes a value in a second future.
    #[arg(long, value_name = "PATH=VALUE", requires = "shot")]
    fork: Vec<String>,
    /// From when on the second future goes its own way; default: from the start.
    #[arg(long, value_parser = time, requires = "fork")]
    fork_at: Option<SimTime>,
    /// Runs so many replications of both futures for the panel `study`.
    #[arg(long, value_name = "COUNT", requires = "fork")]
    study: Option<u32>,
    /// Runs so many replications of each thing that could be improved for the panel `study`.
    #[arg(long, value_name = "COUNT", requires = "shot")]
    improve: Option<u32>,
    /// Selects equipment.
    #[arg(long, value_name = "NAME", requires = "shot")]
    select: Option<String>,
    /// Brings panels to the front, such as `journal`.
    #[arg(long, value_name = "NAME", requires = "shot", value_delimiter = ',')]
    panel: Vec<String>,
    /// Opens, plays, scrubs, forks and compares each of these scenes in a window, and closes it: a trial of the machine.
    #[arg(long, value_name = "SCENE", num_args = 1.., conflicts_with_all = ["scene", "shot"])]
    walk: Vec<PathBuf>,
    /// Measures how fast the window is on this machine, and prints it: a build with `--release` is meant.
    #[arg(long, conflicts_with_all = ["scene", "shot", "walk"])]
    measure: bool,
    /// Width and height of the picture in points.
    #[arg(long, value_name = "WxH", value_parser = size, default_value = "1440x900", requires = "shot")]
    size: [f32; 2],
    /// The floor in 3D.
    #[arg(long, requires = "shot")]
    space: bool,
    /// A dark window.
    #[arg(long, requires = "shot")]
    dark: bool,
    /// A Chinese window.
    #[arg(long, requires = "shot")]
    chinese: bool,
}

fn time(text: &str) -> Result<SimTime, String> {
    parse_time(text).ok_or_else(|| "a time is written like `90 min`, `2h` or `1d 6h`".to_owned())
}

fn size(text: &str) -> Result<[f32; 2], String> {
    let sides = text.split_once('x').and_then(|(w, h)| Some([w.parse().ok()?, h.parse().ok()?]));
    sides
        .filter(|sides| sides.iter().all(|side| (100.0..=8_000.0).contains(side)))
        .ok_or_else(|| "a size is written like `1440x900`".to_owned())
}

fn main() -> ExitCode {
    let args = Args::parse();
    if args.measure {
        return measure();
    }
    match args.shot.clone() {
        Some(scene) => picture(scene, args),
        None => window(args.scene, args.walk),
    }
}

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a command tells what it found")]
fn measure() -> ExitCode {
    match plantwright_viewer::measure::all() {
        Ok(table) => {
            print!("{table}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(1)
        }
    }
}

#[expect(clippy::print_stderr, reason = "a command tells what went wrong")]
fn picture(scene: PathBuf, args: Args) -> ExitCode {
    let language = if args.chinese { Language::Chinese } else { Language::English };
    let floor = FloorLook { is_space: args.space, ..FloorLook::default() };
    let settings = Settings { dark: args.dark, language, floor, ..Settings::default() };
    let shot = Shot {
        scene: Some(scene),
        at: args.at,
        set: args.set,
        fork: args.fork,
        fork_at: args.fork_at.unwrap_or(SimTime::ZERO),
        study: args.study,
        improve: args.improve,
        select: args.select,
        panels: args.panel,
        size: args.size,
        settings,
        ..Shot::default()
    };
    let image = Studio::new().and_then(|studio| studio.take(&shot));
    match image.and_then(|image| Ok(shot::write(&args.out, &image)?)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(if matches!(error, shot::ShotError::NoAdapter(_)) { 3 } else { 1 })
        }
    }
}

#[expect(clippy::print_stderr, reason = "a command tells what went wrong")]
fn window(scene: Option<PathBuf>, walk: Vec<PathBuf>) -> ExitCode {
    // A trial is drawn by the processor, for which fewer pixels are less work.
    let size = if walk.is_empty() { [1_440.0, 900.0] } else { [1_000.0, 640.0] };
    let viewport = eframe::egui::ViewportBuilder::default()
        .with_title("Plantwright")
        .with_app_id("plantwright-viewer")
        .with_inner_size(size)
        .with_min_inner_size([940.0, 560.0])
        .with_drag_and_drop(true);
    let options = eframe::NativeOptions { viewport, ..Default::default() };
    let lost = Lost::default();
    let seen = Lost::clone(&lost);
    let made = eframe::run_native(
        "plantwright-viewer",
        options,
        Box::new(move |cc| {
            let mut app = App::new(cc, scene.as_deref(), &seen)?;
            if !walk.is_empty() {
                app.walk(walk);
            }
            Ok(Box::new(app))
        }),
    );
    if let Some(said) = lost.get() {
        eprintln!("error: the graphics adapter was lost: {said}");
        eprintln!(
            "hint: open the window again; where that happens once more, a newer driver helps, or another way to draw: \
             `WGPU_BACKEND=gl plantwright-viewer`"
        );
        return ExitCode::from(3);
    }
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: the window cannot be opened: {error}");
            eprintln!(
                "hint: it needs a display and a graphics adapter; `plantwright-viewer --shot SCENE --at 2h -o shot.png` needs no \
                 display, and with `mesa-vulkan-drivers` no graphics card"
            );
            ExitCode::from(3)
        }
    }
}
