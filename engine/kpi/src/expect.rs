//! What a scene expects of its results: whether it can be judged, before a run, and whether it holds, after it.

use plantwright_model::plant::{Bound, ExpectFacts, Plant};
use plantwright_model::vocabulary::Figure;
use plantwright_model::{Diagnostic, Report, codes, did_you_mean};
use plantwright_units::{
    Dimension, EnergyDimension, EquipmentId, Frequency, MassDimension, PowerDimension, ProductId,
    Quantity, TimeDimension,
};

use crate::figures::{Figures, Subject};
use crate::set::Value;

/// Figures that differ by less than this share of themselves are equal: bounds in other units than the KPI are reckoned anew.
const ROUNDING: f64 = 1e-12;

/// What became of an expectation.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The equipment or the people that it is about; none: the whole plant or a product.
    pub equipment: Option<EquipmentId>,
    /// The product that it is about.
    pub product: Option<ProductId>,
    /// The name of the KPI.
    pub kpi: String,
    /// The unit of the KPI and of the bounds.
    pub unit: &'static str,
    /// The value that came; none: there is no such figure in this run.
    pub value: Option<f64>,
    /// The lower bound.
    pub at_least: Option<f64>,
    /// The upper bound.
    pub at_most: Option<f64>,
    /// Whether there is a value, and it is within the bounds.
    pub holds: bool,
    /// The value for people, in the unit that the scene writes the bounds in: as a number, and the unit, which may be empty.
    pub shown: Option<(f64, String)>,
    /// The bounds in the words of the scene.
    pub expected: String,
    /// Why.
    pub because: String,
}

/// Reports expectations that no run of the plant can answer.
pub fn check(plant: &Plant, report: &mut Report) {
    let figures = Figures::of(plant);
    for expect in &plant.expect {
        check_one(plant, &figures, expect, report);
    }
}

/// Compares what came with what was expected, in the order of the scene.
///
/// Expectations that [`check`] finds fault with do not hold.
pub fn judge(plant: &Plant, values: &[Value]) -> Vec<Judgement> {
    let figures = Figures::of(plant);
    plant.expect.iter().map(|expect| judge_one(plant, &figures, expect, values)).collect()
}

fn judge_one(plant: &Plant, figures: &Figures, expect: &ExpectFacts, all: &[Value]) -> Judgement {
    let equipment = who(plant, expect);
    let found = all.iter().find(|value| {
        value.kpi == expect.kpi && value.equipment == equipment && value.product == expect.product
    });
    let unit = figures.unit(&expect.kpi).unwrap_or("1");
    let bound = |bound: &Option<Bound>| bound.as_ref().map(|it| amount(&it.figure, unit));
    let (at_least, at_most) = (bound(&expect.at_least), bound(&expect.at_most));
    let value = found.map(|value| value.value);
    let is_above = |bound: f64, value: f64| value >= bound - bound.abs() * ROUNDING;
    let holds = value.is_some_and(|value| {
        let low = at_least.as_ref().map(|it| it.as_ref().is_ok_and(|it| is_above(*it, value)));
        let high = at_most.as_ref().map(|it| it.as_ref().is_ok_and(|it| is_above(-it, -value)));
        low.unwrap_or(true) && high.unwrap_or(true)
    });
    Judgement {
        equipment,
        product: expect.product,
        kpi: expect.kpi.clone(),
        unit,
        value,
        at_least: at_least.and_then(Result::ok),
        at_most: at_most.and_then(Result::ok),
        holds,
        shown: value.map(|value| in_unit_of(expect, value, unit)),
        expected: in_words(expect),
        because: expect.because.clone(),
    }
}

/// A value of a KPI in the unit of the bounds as written.
fn in_unit_of(expect: &ExpectFacts, value: f64, unit: &str) -> (f64, String) {
    let bound = expect.at_least.as_ref().or(expect.at_most.as_ref());
    let Some(Figure::WithUnit(text)) = bound.map(|bound| &bound.figure) else {
        return (value, String::new());
    };
    let is_number =
        |letter: char| letter.is_ascii_digit() || matches!(letter, '+' | '-' | '.' | '_');
    let written = text.trim().trim_start_matches(is_number).trim();
    match amount(&Figure::WithUnit(format!("1 {written}")), unit) {
        Ok(one) if one > 0.0 => (value / one, written.to_owned()),
        _ => (value, unit.to_owned()),
    }
}

fn in_words(expect: &ExpectFacts) -> String {
    match (&expect.at_least, &expect.at_most) {
        (Some(low), Some(high)) if low == high => format!("exactly {}", low.figure),
        (Some(low), Some(high)) => format!("{} to {}", low.figure, high.figure),
        (Some(low), None) => format!("at least {}", low.figure),
        (None, Some(high)) => format!("at most {}", high.figure),
        (None, None) => String::new(),
    }
}

/// The equipment or the group of people.
fn who(plant: &Plant, expect: &ExpectFacts) -> Option<EquipmentId> {
    let people = expect.people.and_then(|group| plant.people_ids().nth(group.index()));
    expect.of.or(people)
}

/// Returns the unit of the figure that an expectation is about, or reports that no run of the plant has such a figure. Its bounds
/// are not looked at.
pub fn unit_of(plant: &Plant, expect: &ExpectFacts, report: &mut Report) -> Option<&'static str> {
    find(plant, &Figures::of(plant), expect, report)
}

fn find(
    plant: &Plant,
    figures: &Figures,
    expect: &ExpectFacts,
    report: &mut Report,
) -> Option<&'static str> {
    let kpi = &expect.kpi;
    let Some(unit) = figures.unit(kpi) else {
        let message = format!("there is no KPI `{kpi}`");
        let finding = Diagnostic::error(codes::EXPECT, expect.span, message);
        report.push(finding.hint(match did_you_mean(kpi, figures.names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`plantwright explain kpis` lists them".to_owned(),
        }));
        return None;
    };
    let subject = match (expect.of, expect.people, expect.product) {
        (Some(id), ..) => Subject::Equipment(plant.equipment(id)),
        (_, Some(_), _) => Subject::People,
        (.., Some(_)) => Subject::Product,
        _ => Subject::Plant,
    };
    if !figures.is_told_of(kpi, subject) {
        report.push(not_told(figures, expect, subject));
    }
    Some(unit)
}

fn check_one(plant: &Plant, figures: &Figures, expect: &ExpectFacts, report: &mut Report) {
    let Some(unit) = find(plant, figures, expect, report) else { return };
    let mut amounts = Vec::new();
    for bound in [&expect.at_least, &expect.at_most].into_iter().flatten() {
        match amount(&bound.figure, unit) {
            Ok(amount) => amounts.push(amount),
            Err((message, hint)) => {
                let finding = Diagnostic::error(codes::EXPECT, bound.span, message);
                report.push(finding.hint(hint));
            }
        }
    }
    if let ([low, high], Some(bound)) = (&amounts[..], &expect.at_most)
        && low > high
    {
        let message = format!("no figure is within `{}`", in_words(expect));
        report.push(
            Diagnostic::error(codes::EXPECT, bound.span, message)
                .hint("`at_least` is the lower bound, `at_most` the upper one"),
        );
    }
}

fn not_told(figures: &Figures, expect: &ExpectFacts, subject: Subject<'_>) -> Diagnostic {
    let kpi = &expect.kpi;
    let (message, hint) = match subject {
        Subject::Plant => (
            format!("`{kpi}` is not a KPI of the whole plant"),
            "name the equipment: `of: \"…\"`".to_owned(),
        ),
        Subject::Equipment(facts) => {
            let hint = if figures.is_told_of(kpi, Subject::Plant) && kpi != "throughput" {
                "leave `of` out: it is a KPI of the whole plant".to_owned()
            } else {
                format!("`plantwright explain {kpi}` says what it is told of")
            };
            (format!("there is no `{kpi}` of a {} such as `{}`", facts.kind, facts.name), hint)
        }
        Subject::Product => (
            format!("`{kpi}` is not told by product"),
            "leave `product` out, or name equipment: `of: \"…\"`".to_owned(),
        ),
        Subject::People => (
            format!("`{kpi}` is not a KPI of people"),
            "theirs are `utilization`, `claims`, times such as `working_time`, waiting times and `labor_cost`".to_owned(),
        ),
    };
    Diagnostic::error(codes::EXPECT, expect.span, message).hint(hint)
}

/// Returns the amount in the unit of a KPI.
///
/// # Errors
/// What is wrong, and what would be right.
pub fn amount(figure: &Figure, unit: &str) -> Result<f64, (String, String)> {
    match unit {
        "s" => quantity::<TimeDimension>(figure, 1.0),
        "1/h" => quantity::<Frequency>(figure, 1.0 / 3_600.0),
        "kWh" => quantity::<EnergyDimension>(figure, 3_600_000.0),
        "kW" => quantity::<PowerDimension>(figure, 1_000.0),
        "kg" => quantity::<MassDimension>(figure, 1.0),
        "1" | "items" => match figure {
            Figure::Number(number) => Ok(*number),
            Figure::WithUnit(text) => Err((
                format!("`{text}` is no plain number"),
                "shares and counts have no unit: write 95 % as `0.95`, 30 items as `30`".to_owned(),
            )),
        },
        _ => in_unit(figure, unit),
    }
}

/// A unit that the scene named: that of a medium, or a currency.
fn in_unit(figure: &Figure, unit: &str) -> Result<f64, (String, String)> {
    let text = figure.to_string();
    let number = text.strip_suffix(unit).map(str::trim_end);
    let number = number.filter(|_| matches!(figure, Figure::WithUnit(_)));
    number.and_then(|number| number.parse().ok()).ok_or_else(|| {
        (
            format!("`{text}` is not an amount in `{unit}`"),
            format!("write it like `\"12.5 {unit}\"`"),
        )
    })
}

/// A quantity in a unit that is `base` base units. Units are divided, not amounts, so that what is written in the unit stays as
/// it is.
fn quantity<D: Dimension>(figure: &Figure, base: f64) -> Result<f64, (String, String)> {
    let text = figure.to_string();
    let read = text.parse::<Quantity<D>>().map(|quantity| {
        let one = Quantity::<D>::new(1, 0, quantity.unit());
        quantity.number() * (one.base_f64() / base)
    });
    read.map_err(|error| {
        let text = error.to_string();
        let (message, hint) = text.split_once(": ").unwrap_or((&text, ""));
        (message.to_owned(), hint.to_owned())
    })
}
