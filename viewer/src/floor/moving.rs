//! What moves on the floor, ready to be drawn as a plan or in 3D: vehicles with their loads and the way that is theirs, and people.

use eframe::egui::Color32;
use plantwright_journal::Drive;
use plantwright_model::Plant;
use plantwright_sim::{Duties, PersonView, VehicleView};
use plantwright_units::EquipmentId;

use super::camera::BOX;
use crate::format;
use crate::layout::{Layout, Network};
use crate::panels::PanelCx;
use crate::session::Frame;
use crate::text::Words;
use crate::theme::Theme;

/// A vehicle on the floor.
#[derive(Debug, Clone)]
pub(super) struct Car<'a> {
    pub(super) view: &'a VehicleView,
    pub(super) at: [f32; 2],
    /// In which direction it stands, as a vector of length 1.
    pub(super) ahead: [f32; 2],
    /// From end to end.
    pub(super) length: f32,
    pub(super) color: Color32,
    /// Of its load, where it has one.
    pub(super) load: Option<Color32>,
    /// The points of the way that it has the right to, and of what lies behind it.
    pub(super) reserved: Vec<[f32; 2]>,
    pub(super) planned: Vec<[f32; 2]>,
}

/// Someone on the floor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Body<'a> {
    pub(super) view: &'a PersonView,
    pub(super) at: [f32; 2],
    pub(super) color: Color32,
}

/// The colour of what a vehicle does.
pub(super) const fn color_of(theme: &Theme, doing: Drive) -> Color32 {
    use plantwright_journal::State;
    theme.state(match doing {
        Drive::Parked | Drive::Dwelling => State::Idle,
        Drive::Empty => State::Maintenance,
        Drive::Loaded => State::Processing,
        Drive::Loading | Drive::Unloading => State::Setup,
        Drive::Waiting | Drive::Blocked | Drive::Obstructed => State::Blocked,
        Drive::Charging => State::Starting,
        Drive::Broken | Drive::Towed | Drive::Stranded => State::Down,
        Drive::OffDuty => State::Off,
    })
}

/// All vehicles, in the order of their ids.
pub(super) fn cars<'a>(cx: &PanelCx<'_>, plant: &Plant, frame: &'a Frame) -> Vec<Car<'a>> {
    let find = |fleet| cx.layout.networks.iter().find(|it| it.fleet == fleet);
    let cars = frame.view.vehicles.iter().filter_map(|view| {
        let network = find(view.at.fleet)?;
        let facts = plant.equipment(view.at.fleet).fleet.as_deref()?;
        let number = plant.vehicle_ids(view.at.fleet).next()?.0;
        let (_, kind, _) = facts.vehicles.get((view.at.vehicle.0 - number) as usize)?;
        let long = facts.types.get(*kind as usize).map_or(1.0, |it| it.length);
        let length = cx.layout.metre.map_or(0.26, |metre| (long * metre) as f32);
        Some(car(cx.theme, network, view, length))
    });
    cars.collect()
}

fn car<'a>(theme: &Theme, network: &Network, view: &'a VehicleView, length: f32) -> Car<'a> {
    let node = |node: u32| network.nodes.get(node as usize).copied().unwrap_or_default();
    let (from, to) = (node(view.at.from), node(view.at.to));
    let share = if view.at.way > 0.0 { (view.at.along / view.at.way) as f32 } else { 1.0 };
    let at = [0, 1].map(|axis| from[axis] + (to[axis] - from[axis]) * share.clamp(0.0, 1.0));
    let way = [to[0] - from[0], to[1] - from[1]];
    let far = libm::hypotf(way[0], way[1]);
    let ahead = if far > 1e-6 { [way[0] / far, way[1] / far] } else { [1.0, 0.0] };
    // On the way to a point, that point is ahead of all others.
    let mut reserved = vec![at];
    reserved.extend(view.reserved.iter().map(|it| node(*it)));
    let last = reserved[reserved.len() - 1];
    let mut planned = vec![last];
    planned.extend(view.planned.iter().map(|it| node(*it)));
    Car {
        view,
        at,
        ahead,
        length: length.clamp(0.12, 0.5),
        color: color_of(theme, view.doing),
        load: view.load.first().map(|item| theme.series(item.product.index())),
        reserved,
        planned,
    }
}

/// Everyone who is there: who works stands before the equipment, who walks is on the way, and who is free waits where the group is.
pub(super) fn people<'a>(cx: &PanelCx<'_>, plant: &Plant, frame: &'a Frame) -> Vec<Body<'a>> {
    let mut bodies = Vec::new();
    // How many stand at each place already.
    let mut at_equipment = vec![0_u32; plant.equipment.len()];
    let mut at_home = vec![0_u32; plant.people.len()];
    for view in &frame.view.people {
        let Some(group) = plant.people_ids().position(|id| id == view.group) else { continue };
        let work = owner(plant, view.with);
        let walks = view.at.filter(|_| view.is_walking || work.is_none());
        let on_way = walks.and_then(|at| cx.layout.on_floor(at));
        let at = match (on_way, work) {
            (Some(at), _) if view.is_walking => at,
            (_, Some(id)) => {
                let number = &mut at_equipment[id.index()];
                *number += 1;
                let [x, y] = cx.layout.places[id.index()];
                [x + BOX[0] / 2.0 - 0.1 - 0.14 * (*number - 1) as f32, y + BOX[1] / 2.0]
            }
            _ => {
                let number = &mut at_home[group];
                *number += 1;
                beside(cx.layout, group, *number - 1)
            }
        };
        bodies.push(Body { view, at, color: cx.theme.series(group + 3) });
    }
    bodies
}

/// The place of so-manieth who waits where a group is.
fn beside(layout: &Layout, group: usize, number: u32) -> [f32; 2] {
    let [x, y] = layout.people.get(group).copied().unwrap_or_default();
    [x + 0.14 * (number % 8) as f32, y + 0.15 * (number / 8) as f32]
}

/// The equipment that someone is at: itself, or whose failure it is.
pub(super) fn owner(plant: &Plant, id: EquipmentId) -> Option<EquipmentId> {
    if !id.is_some() {
        return None;
    }
    if id.index() < plant.equipment.len() {
        return Some(id);
    }
    plant.concerns().find(|(concern, ..)| *concern == id).map(|(_, owner, _)| owner)
}

/// What is said of a vehicle when it is pointed at.
pub(super) fn of_car(words: &Words, plant: &Plant, frame: &Frame, car: &Car<'_>) -> String {
    let view = car.view;
    let since = format::span(frame.at.since(view.since).as_secs_f64());
    let mut doing = format!("{} · {since}", words.of_drive(view.doing));
    if view.waits_for.is_some() {
        doing.push_str(" · ");
        doing.push_str(&plant.name(view.waits_for));
    }
    let mut lines = vec![plant.name(view.at.vehicle), doing];
    if view.at.speed > 0.0 {
        lines.push(format!("{} m/s", format::number(view.at.speed)));
    }
    lines.extend(view.load.iter().map(|item| plant.product(item.product).name.clone()));
    if view.at.charge > 0.0 {
        lines.push(format!("{} {}", words.battery, format::share(view.at.charge)));
    }
    lines.join("\n")
}

/// What is said of someone when they are pointed at.
pub(super) fn of_body(words: &Words, plant: &Plant, body: &Body<'_>) -> String {
    let view = body.view;
    let doing = match (view.is_walking, view.duty) {
        (true, _) => words.walks,
        (false, Duties::Free) => words.is_free,
        (false, Duties::Called) => words.is_called,
        (false, Duties::Works) => words.works,
    };
    let with =
        if view.with.is_some() { format!(" · {}", plant.name(view.with)) } else { String::new() };
    format!("{} {}\n{doing}{with}", plant.name(view.group), view.number + 1)
}
