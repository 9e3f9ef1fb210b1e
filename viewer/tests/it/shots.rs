//! Pictures without a window. Where there is no graphics adapter, they say so and pass.

use std::path::{Path, PathBuf};

use eframe::egui::{Color32, ColorImage};
use plantwright_viewer::shot::{Shot, ShotError, Studio, write};
use plantwright_viewer::{ColourBy, FloorLook, Settings};

use crate::harness::{hours, root};

/// A studio, if there is an adapter.
#[expect(clippy::print_stdout, reason = "a test that does nothing says so")]
fn studio() -> Option<Studio> {
    match Studio::new() {
        Ok(studio) => Some(studio),
        Err(ShotError::NoAdapter(why)) => {
            println!("no graphics adapter, so no pictures: {why}");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

fn scene(name: &str) -> PathBuf {
    root().join("scenes").join(name)
}

/// The pictures of the guide.
fn pictures() -> Vec<(&'static str, Shot)> {
    let bottling = || Shot { scene: Some(scene("bottling.ron")), ..Shot::default() };
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let fork: Vec<String> = vec!["equipment.filler.process=15 s".to_owned()];
    vec![
        ("gallery", Shot::default()),
        ("bottling", Shot { at: Some(hours(2)), ..bottling() }),
        (
            "bottlenecks",
            Shot {
                at: Some(hours(2)),
                select: Some("filler".to_owned()),
                panels: names(&["bottlenecks", "inspector", "journal", "trends"]),
                ..bottling()
            },
        ),
        (
            "fork",
            Shot {
                at: Some(hours(3)),
                fork_at: hours(1),
                fork,
                study: Some(4),
                panels: names(&["compare", "study"]),
                ..bottling()
            },
        ),
        (
            "buffer",
            Shot {
                set: names(&["run.duration=2 h"]),
                fork: vec!["equipment.infeed table.capacity=901".to_owned()],
                fork_at: hours(1),
                study: Some(5),
                select: Some("infeed table".to_owned()),
                panels: names(&["inspector", "compare", "study"]),
                ..bottling()
            },
        ),
        (
            "improve",
            Shot {
                set: names(&["run.duration=20 min", "run.warm_up=5 min"]),
                select: Some("filler".to_owned()),
                improve: Some(3),
                panels: names(&["study", "bottlenecks"]),
                ..bottling()
            },
        ),
        (
            "vehicles",
            Shot {
                scene: Some(scene("logistics/agv_job_shop.ron")),
                at: Some(hours(6)),
                panels: names(&["floor", "queues"]),
                settings: Settings {
                    floor: FloorLook {
                        colour_by: ColourBy::Congestion,
                        heat: true,
                        ..FloorLook::default()
                    },
                    ..Settings::default()
                },
                ..Shot::default()
            },
        ),
        (
            "space",
            Shot {
                scene: Some(scene("logistics/parcel_sorter.ron")),
                at: Some(hours(1)),
                panels: names(&["flow", "floor", "queues"]),
                settings: Settings {
                    floor: FloorLook { is_space: true, ..FloorLook::default() },
                    ..Settings::default()
                },
                ..Shot::default()
            },
        ),
        (
            "dark",
            Shot {
                scene: Some(scene("tutorial/07_failures.ron")),
                panels: names(&["because", "trends"]),
                settings: Settings { dark: true, ..Settings::default() },
                ..Shot::default()
            },
        ),
    ]
}

/// Reads a picture.
fn read(path: &Path) -> ColorImage {
    let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    let colors = bytes.chunks_exact(3).map(|it| Color32::from_rgb(it[0], it[1], it[2]));
    ColorImage::new([info.width as usize, info.height as usize], colors.collect())
}

/// How much of two pictures differs at first sight: of tiles of 24 by 20 pixels, those whose mean colour is another one. Numbers
/// may change with the engine, and letters with the driver; where things are, and their colours, are to be looked at.
fn share_of_other_tiles(one: &ColorImage, other: &ColorImage) -> f64 {
    const TILE: [usize; 2] = [24, 20];
    assert_eq!(one.size, other.size);
    let mean = |image: &ColorImage, column: usize, row: usize| {
        let mut sum = [0_u32; 3];
        for y in row * TILE[1]..(row + 1) * TILE[1] {
            for pixel in &image.pixels[y * image.size[0] + column * TILE[0]..][..TILE[0]] {
                let [red, green, blue, _] = pixel.to_array();
                for (sum, it) in sum.iter_mut().zip([red, green, blue]) {
                    *sum += u32::from(it);
                }
            }
        }
        sum.map(|it| f64::from(it) / (TILE[0] * TILE[1]) as f64)
    };
    let [columns, rows] = [one.size[0] / TILE[0], one.size[1] / TILE[1]];
    let tiles = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    let differ = |(column, row): &(usize, usize)| {
        let means = [one, other].map(|image| mean(image, *column, *row));
        means[0].iter().zip(means[1]).any(|(a, b)| (a - b).abs() > 10.0)
    };
    tiles.filter(differ).count() as f64 / (columns * rows) as f64
}

#[test]
fn the_pictures_of_the_guide() {
    let Some(studio) = studio() else { return };
    let folder = root().join("docs/guide/images");
    for (name, shot) in pictures() {
        let image = studio.take(&shot).unwrap();
        assert_eq!(image.size, [1_440, 900], "{name}");
        let mut colors: Vec<[u8; 4]> = image.pixels.iter().map(Color32::to_array).collect();
        colors.sort_unstable();
        colors.dedup();
        assert!(colors.len() > 60, "{name}: {} colours", colors.len());
        if std::env::var_os("UPDATE_SHOTS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            write(&folder.join(format!("viewer-{name}.png")), &image).unwrap();
        } else {
            let path = folder.join(format!("viewer-{name}.png"));
            assert!(path.is_file(), "{} is missing; `UPDATE_SHOTS=1` writes it", path.display());
            let other = share_of_other_tiles(&image, &read(&path));
            assert!(
                other <= 0.12,
                "{}: {:.0} % of it looks otherwise; look at it, and `UPDATE_SHOTS=1` writes it anew",
                path.display(),
                other * 100.0
            );
        }
    }
}

#[test]
fn a_picture_is_the_same_twice() {
    let Some(studio) = studio() else { return };
    let shot = Shot {
        scene: Some(scene("tutorial/02_a_line.ron")),
        at: Some(hours(1)),
        size: [900.0, 600.0],
        ..Shot::default()
    };
    let (first, second) = (studio.take(&shot).unwrap(), studio.take(&shot).unwrap());
    assert_eq!(first.pixels, second.pixels);
}

#[test]
fn a_scene_with_mistakes_is_pictured_with_them() {
    let Some(studio) = studio() else { return };
    let shot = Shot { scene: Some(scene("broken/three_mistakes.ron")), ..Shot::default() };
    assert!(studio.take(&shot).is_ok());
    let shot = Shot { scene: Some(scene("not_there.ron")), ..Shot::default() };
    let error = studio.take(&shot).unwrap_err().to_string();
    assert!(error.starts_with("cannot read the file"), "{error}");
}
