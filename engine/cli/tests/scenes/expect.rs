//! What the scenes of the repository expect of themselves holds, and whatever a run tells can be expected.

use plantwright_kpi::expect;
use plantwright_kpi::{KpiSet, Value};
use plantwright_model::plant::{Bound, ExpectFacts, PeopleId, Plant};
use plantwright_model::vocabulary::Figure;
use plantwright_model::{Report, Sources, Span};
use plantwright_sim::{Model, RunOptions, Sim};
use plantwright_units::{EquipmentId, SimSpan, SimTime};

use crate::support::{good_scenes, model};

/// The values at the end of a run, or of a part of it.
fn values(model: &Model, parts: u64) -> Vec<Value> {
    let plant = model.plant();
    let scheduler = plant.run.scheduler.as_deref();
    let scheduler = scheduler.map(|name| plantwright_catalog::make(name).expect("a scheduler"));
    let mut sim =
        Sim::new(model, RunOptions { scheduler, ..RunOptions::default() }).expect("a plant");
    let kpis = sim.listen(KpiSet::all(plant));
    let part = |span: SimSpan| SimTime::ZERO + SimSpan::from_nanos(span.as_nanos() / parts);
    let end = plant.run.duration.map_or(SimTime::MAX, part);
    if plant.run.warm_up > SimSpan::ZERO {
        sim.run_until(part(plant.run.warm_up)).expect("no fault");
        sim.restart_statistics();
    }
    sim.run_until(end).expect("no fault");
    let (now, closing) = (sim.now(), sim.closing());
    sim.fold::<KpiSet>(kpis).values(plant, now, &closing)
}

#[test]
fn what_scenes_expect_holds() {
    let (mut judged, mut failed) = (0, Vec::new());
    for path in good_scenes() {
        let model = model(&path);
        if model.plant().expect.is_empty() {
            continue;
        }
        for judgement in expect::judge(model.plant(), &values(&model, 1)) {
            judged += 1;
            if !judgement.holds {
                failed.push((path.clone(), judgement));
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(judged >= 30, "{judged} expectations");
}

#[test]
fn factories_expect_something_of_themselves_and_say_why() {
    let factories: Vec<_> =
        good_scenes().into_iter().filter(|path| path.starts_with("scenes/factories/")).collect();
    assert_eq!(factories.len(), 5, "{factories:?}");
    for path in factories {
        let model = model(&path);
        let expect = &model.plant().expect;
        assert!(expect.len() >= 5, "{path} expects little of itself");
        assert!(expect.iter().all(|it| it.because.len() > 10), "{path} does not say why");
    }
}

/// Names, units and subjects of all figures are known before a run.
#[test]
fn whatever_a_run_tells_can_be_expected() {
    for path in good_scenes() {
        let model = model(&path);
        let mut told = values(&model, 20);
        // Nothing is expected of a vehicle or a way alone: their fleet is what a scene names.
        let vehicles = |id: EquipmentId| {
            let plant = model.plant();
            let mut parts = plant
                .fleets()
                .flat_map(|(fleet, _)| plant.vehicle_ids(fleet).chain(plant.place_ids(fleet)));
            parts.any(|part| part == id)
        };
        told.retain(|value| !value.equipment.is_some_and(vehicles));
        let mut plant: Plant = Plant::clone(model.plant());
        let span = Span::new(Sources::new().add("none", ""), 0, 0);
        plant.expect = told.iter().map(|value| expected(&plant, value, span)).collect();
        let mut report = Report::new();
        expect::check(&plant, &mut report);
        assert!(report.is_empty(), "{path}: {:#?}", report.into_sorted());
        for (judgement, value) in expect::judge(&plant, &told).iter().zip(&told) {
            assert!(
                judgement.holds && judgement.unit == value.unit,
                "{path}: {judgement:?} {value:?}"
            );
        }
    }
}

/// That a value is what it is, to a millionth: a quantity has at most 18 digits.
fn expected(plant: &Plant, value: &Value, span: Span) -> ExpectFacts {
    let bound = |off: f64| {
        let number = value.value + off * value.value.abs().max(1.0);
        let figure = match value.unit {
            "1" | "items" => Figure::Number(number),
            "1/h" => Figure::WithUnit(format!("{number:.8} /h")),
            unit => Figure::WithUnit(format!("{number:.8} {unit}")),
        };
        Some(Bound { figure, span })
    };
    let is_people = |id: &EquipmentId| id.index() >= plant.equipment.len();
    let people = value.equipment.filter(is_people);
    let group = people.and_then(|id| plant.people_ids().position(|it| it == id));
    ExpectFacts {
        kpi: value.kpi.to_owned(),
        span,
        of: value.equipment.filter(|id| !is_people(id)),
        people: group.map(|group| PeopleId(group as u32)),
        product: value.product,
        at_least: bound(-1e-6),
        at_most: bound(1e-6),
        because: String::new(),
    }
}
