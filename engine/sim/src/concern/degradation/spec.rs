//! What a scene says of a degradation, and what that means.

use plantwright_des::Distribution;
use plantwright_model::plant::{ConcernFacts, ConcernRole, EquipmentFacts, QualityFacts};
use plantwright_model::vocabulary::{Crew as CrewWord, Random};
use plantwright_model::{Diagnostic, ReadCx, Span, Spanned, Spec as ModelSpec, codes};
use plantwright_units::Duration;
use schemars::JsonSchema;
use serde::Deserialize;

use super::worn::WearSpec;
use super::{Policy, Rules, Stage};
use crate::build::SpawnCx;
use crate::concern::Condition;
use crate::concern::age::{Counts, Restores};
use crate::concern::failure::Fate;
use crate::concern::maintenance::Begins;

/// Wears in stages, one after the other, and fails at the end of the last one; it may be maintained by its condition before.
///
/// Stages are numbered from 0, as good as new. While it is repaired, inspected or maintained nothing is processed; its places can
/// still be filled and emptied by others.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "Degradation")]
pub(crate) struct Spec {
    /// What it is called in figures and random streams; default: "degradation". Several need a name each.
    #[serde(default)]
    name: Option<Spanned<String>>,
    /// The stages, in the order in which it goes through them; default: none, it wears by a continuous process.
    #[serde(default)]
    stages: Option<Spanned<Vec<StageSpec>>>,
    /// Wear as a continuous process, in place of stages; default: none.
    #[serde(default)]
    wear: Option<Spanned<WearSpec>>,
    /// Which time counts for the stages or the wear, and for the time between inspections.
    counts: Counts,
    /// How long it takes after a failure until it runs again.
    repair: Spanned<Random<Duration>>,
    /// Who repairs it, and inspects and maintains it where `maintain` does not say otherwise; it stands still while it waits for
    /// them; default: nobody.
    #[serde(default)]
    crew: Option<CrewWord>,
    /// What becomes of an item in process when it fails; default: `Resume`.
    #[serde(default)]
    item: Fate,
    /// In which stage, or at which level of wear, it is after a repair; default: `AsGoodAsNew`. For `Minimal` it is in its last stage
    /// again, which wear without stages has not; of factors, see `maintain`.
    #[serde(default)]
    restores: Restores,
    /// When it is maintained before it fails; default: it is not.
    #[serde(default)]
    maintain: Option<Box<PolicySpec>>,
}

/// A stage of wear: `(lasts: Exponential("50 h"), speed: 0.9)`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "DegradationStage")]
struct StageSpec {
    /// How long it lasts.
    lasts: Spanned<Random<Duration>>,
    /// How fast it works in it: process times are divided by this; default: 1. What is in process when the stage begins goes on
    /// at the new speed: what is left of it is stretched.
    #[serde(default)]
    speed: Option<Spanned<f64>>,
    /// The share of items that is spoilt because of it, beside those of `quality`; on stations only; default: none.
    #[serde(default)]
    scrap: Option<Spanned<f64>>,
    /// The share of items that come out with a defect because of it, beside those of `quality`; on stations only; default: none.
    #[serde(default)]
    defects: Option<Spanned<f64>>,
}

/// Maintenance by condition: `(at: 2, every: "20 h", takes: "6 h")`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ConditionBased")]
struct PolicySpec {
    /// From which stage on it is maintained, where no scheduler decides; the number of the stages means: never, it is inspected
    /// and nothing else. Of wear without stages, from which level on.
    at: Spanned<f64>,
    /// After how long it is inspected, again and again since it was last renewed, by the time that `counts`; default: its stage is
    /// known at any time (continuous monitoring), which the level of a gamma process cannot be.
    #[serde(default)]
    every: Option<Spanned<Random<Duration>>>,
    /// How long an inspection takes. What takes no time, and no crew, does not stop it; default: no time.
    #[serde(default)]
    inspection: Option<Spanned<Random<Duration>>>,
    /// How long maintenance takes.
    takes: Spanned<Random<Duration>>,
    /// Who maintains it; default: the `crew` of the repair.
    #[serde(default)]
    crew: Option<CrewWord>,
    /// Who inspects it, and goes then where another crew maintains it; default: the `crew` of the repair.
    #[serde(default)]
    inspection_crew: Option<CrewWord>,
    /// What becomes of an item in process when it is to be inspected or maintained; default: `AfterItem`. Until then it goes on
    /// wearing, and may fail.
    #[serde(default)]
    begins: Begins,
    /// In which stage, or at which level, it is afterwards; default: `AsGoodAsNew`. Of a factor, that part of the stages, rounded to
    /// a whole number, or of the level remains that it went through (`KijimaI`: since it was last renewed).
    #[serde(default)]
    restores: Restores,
}

impl Spec {
    pub(crate) fn name(&self) -> &str {
        self.name.as_ref().map_or("degradation", |name| &name.value)
    }

    pub(super) fn counts(&self) -> Counts {
        self.counts
    }

    fn stage_specs(&self) -> &[StageSpec] {
        self.stages.as_ref().map_or(&[], |stages| &stages.value)
    }

    /// Where it first says that it spoils items.
    fn spoiling(&self) -> Option<Span> {
        let shares = self.stage_specs().iter().flat_map(|stage| [stage.scrap, stage.defects]);
        shares.flatten().map(|share| share.span).next()
    }

    pub(crate) fn facts(
        &self,
        at: Span,
        owner: &mut EquipmentFacts,
        cx: &mut ReadCx<'_>,
    ) -> Option<ConcernFacts> {
        let stages = self.stages(at, cx);
        if let Some(wear) = &self.wear {
            let maintained = self.maintain.as_ref().map(|it| (it.at, it.every.is_some()));
            wear.value.check(maintained, cx);
            let maintained = self.maintain.as_ref().map(|policy| policy.restores);
            for (restores, what) in [(Some(self.restores), "repaired"), (maintained, "maintained")]
            {
                if restores.is_some_and(leaves_all) {
                    let message = format!("it is {what}, and is still as worn as before");
                    let finding = Diagnostic::error(codes::INVALID_VALUE, wear.span, message);
                    cx.report
                        .push(finding.hint("write `restores: AsGoodAsNew`, or `KijimaII(0.3)`"));
                }
            }
        }
        let repair = self.repair.value.law(self.repair.span, cx);
        self.restores.check(cx);
        self.judge_items(owner, cx);
        let policy = self
            .maintain
            .as_ref()
            .map(|policy| policy.laws(self.stages.as_ref().map(|it| &it.value[..]), cx));
        let span = self.name.as_ref().map_or(at, |name| name.span);
        let crew = match &self.crew {
            None => None,
            Some(crew) => Some(crew.facts(cx)?),
        };
        let upkeep = self.maintain.as_ref().map(|it| [&it.crew, &it.inspection_crew]);
        let mut upkeep_crews = [None, None];
        for (facts, crew) in upkeep_crews.iter_mut().zip(upkeep.into_iter().flatten()) {
            if let Some(crew) = crew {
                *facts = Some(crew.facts(cx)?);
            }
        }
        let mut laws = stages?;
        laws.push(repair?);
        laws.extend(policy.unwrap_or_else(|| Some(Vec::new()))?);
        let (name, role) = (self.name().to_owned(), ConcernRole::Failure);
        Some(ConcernFacts {
            name,
            span,
            role,
            laws,
            crew,
            upkeep_crews,
            calendar: None,
            dates: None,
            stops: Vec::new(),
            spoils: self.stage_specs().iter().any(|stage| stage.defects.is_some()),
            sleeps: false,
        })
    }

    /// How long the stages last; reports what does not fit in them.
    fn stages(&self, at: Span, cx: &mut ReadCx<'_>) -> Option<Vec<Distribution>> {
        let wrong = match (&self.stages, &self.wear) {
            (None, Some(_)) => return Some(Vec::new()),
            (Some(_), None) => None,
            (Some(_), Some(wear)) => Some((wear.span, "it is said in two ways how it wears")),
            (None, None) => Some((at, "it is not said how it wears")),
        };
        if let Some((span, message)) = wrong {
            let finding = Diagnostic::error(codes::MISSING_FIELD, span, message);
            cx.report.push(finding.hint("give its `stages`, or its `wear`"));
        }
        let Spanned { value: stages, span } = self.stages.as_ref()?;
        let mut laws = Vec::new();
        for stage in stages {
            stage.check(cx);
            laws.push(stage.lasts.value.law(stage.lasts.span, cx));
        }
        let laws: Vec<Distribution> = laws.into_iter().collect::<Option<_>>()?;
        if laws.iter().all(|law| law.mean() <= 0.0) {
            let message = "this never runs: it fails as soon as it is repaired";
            let finding = Diagnostic::error(codes::LAW, *span, message);
            cx.report.push(
                finding
                    .hint("give it a stage that lasts, such as `(lasts: Exponential(\"50 h\"))`"),
            );
            return None;
        }
        Some(laws)
    }

    /// Where it spoils items, they are judged.
    fn judge_items(&self, owner: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
        let Some(span) = self.spoiling() else { return };
        let unpacks = owner.unpacks();
        if !["Station", "Batch", "Assembly", "Split"].contains(&owner.kind) || unpacks {
            let message = format!("this `{}` does not judge its items", owner.kind);
            let finding = Diagnostic::error(codes::INVALID_VALUE, span, message);
            cx.report.push(finding.hint("leave `scrap` and `defects` out"));
            return;
        }
        let none = || vec![0.0; cx.products.iter().count()];
        owner.quality.get_or_insert_with(|| QualityFacts {
            scrap: none(),
            defects: none(),
            repairs: none(),
            start_up: 0,
        });
    }

    /// What a run needs to know. Laws stand in the order in which the facts have them.
    pub(super) fn rules(&self, cx: &SpawnCx<'_>) -> Rules {
        let name = self.name();
        let count = self.stage_specs().len();
        let stages = self.stage_specs().iter().enumerate().map(|(number, stage)| Stage {
            lasts: cx
                .concern_draws(number, &format!("{name}: stage {number}"))
                .expect("a law for each stage"),
            condition: stage.condition(cx),
        });
        let mut stages: Vec<Stage> = stages.collect();
        let worn = self.wear.as_ref().map(|wear| {
            let maintained = self.maintain.as_ref();
            let is_seen = maintained.is_some_and(|policy| policy.every.is_none());
            let condition = Condition { by: cx.id, speed: 1.0, scrap: 0.0, defects: 0.0 };
            let lasts = || cx.no_time(&format!("{name}: stage")).expect("a law of no time");
            stages.extend((0..=usize::from(is_seen)).map(|_| Stage { lasts: lasts(), condition }));
            let stream = cx.stream(&format!("{name}: wear"));
            wear.value.course(maintained.map(|policy| policy.at.value), is_seen, stream)
        });
        let law = |position: usize, purpose: &str| {
            cx.concern_draws(count + position, &format!("{name}: {purpose}"))
        };
        let policy = self.maintain.as_ref().map(|policy| {
            let takes = law(1, "maintenance").expect("a law of maintenance");
            let every = policy.every.as_ref().and_then(|_| law(2, "interval"));
            let after = 2 + usize::from(every.is_some());
            let takes_time = policy.inspection.as_ref().and_then(|_| law(after, "inspection"));
            // Who inspects it cannot do so while it runs.
            let has_crew = self.crew.is_some() || policy.inspection_crew.is_some();
            let stops = every.is_some() && (takes_time.is_some() || has_crew);
            let no_time = || cx.no_time(&format!("{name}: inspection"));
            Policy {
                at: if worn.is_some() { 1 } else { policy.at.value as u32 },
                every,
                inspecting: takes_time.or_else(no_time).filter(|_| stops),
                takes,
                begins: policy.begins,
                maintained: policy.restores.restoration(),
            }
        });
        Rules {
            stages,
            worn,
            fate: self.item,
            repair: law(0, "repair").expect("a law of repair"),
            repaired: self.restores.restoration(),
            crews: cx.concern_crews(),
            policy,
        }
    }
}

impl StageSpec {
    fn check(&self, cx: &mut ReadCx<'_>) {
        if let Some(speed) = self.speed.filter(|it| !(it.value > 0.0 && it.value < f64::INFINITY)) {
            let message = format!("`{}` is no speed: nothing would ever be finished", speed.value);
            let finding = Diagnostic::error(codes::INVALID_VALUE, speed.span, message);
            cx.report.push(finding.hint("write 0.8 for four fifths of the usual speed"));
        }
        for share in [self.scrap, self.defects].into_iter().flatten() {
            if !(0.0..=1.0).contains(&share.value) {
                let message = format!("`{}` is no share of the items", share.value);
                let finding = Diagnostic::error(codes::INVALID_VALUE, share.span, message);
                cx.report.push(finding.hint("a share lies between 0 and 1: write 2 % as `0.02`"));
            }
        }
    }

    fn condition(&self, cx: &SpawnCx<'_>) -> Condition {
        let share = |share: Option<Spanned<f64>>| share.map_or(0.0, |share| share.value);
        Condition {
            by: cx.id,
            speed: self.speed.map_or(1.0, |speed| speed.value),
            scrap: share(self.scrap),
            defects: share(self.defects),
        }
    }
}

impl PolicySpec {
    /// How long maintenance takes, and then, as far as they are written, the time between inspections and how long one takes.
    fn laws(&self, stages: Option<&[StageSpec]>, cx: &mut ReadCx<'_>) -> Option<Vec<Distribution>> {
        self.restores.check(cx);
        let at = self.at.value;
        if stages.is_some_and(|stages| at == stages.len() as f64 && at > 0.0) {
            let message =
                format!("it fails when it would come to stage {at}, and is never maintained");
            let finding = Diagnostic::warning(codes::NEVER, self.at.span, message);
            cx.report
                .push(finding.hint("stages are numbered from 0, as good as new: name one of them"));
        }
        let problem = match stages {
            Some(_) if at == 0.0 => {
                Some(("it is in stage 0 as soon as it is renewed".to_owned(), "write 1 or more"))
            }
            Some(_) if !(at > 0.0 && at.fract() == 0.0) => {
                let message = format!("`{at}` is no number of a stage");
                Some((message, "stages are numbered from 0, as good as new"))
            }
            Some(stages) if at > stages.len() as f64 => {
                let message = format!("there is no stage {at}: it fails before");
                Some((message, "stages are numbered from 0, as good as new"))
            }
            None | Some(_) => None,
        };
        if let Some((message, hint)) = &problem {
            let finding = Diagnostic::error(codes::INVALID_VALUE, self.at.span, message.clone());
            cx.report.push(finding.hint(*hint));
        }
        let mut laws = vec![self.takes.value.law(self.takes.span, cx)];
        if let Some(every) = &self.every {
            let law = every.value.law(every.span, cx);
            if law.as_ref().is_some_and(|law| law.mean() <= 0.0) {
                let message = "this never runs: it is inspected as soon as it was inspected";
                let finding = Diagnostic::error(codes::LAW, every.span, message);
                cx.report.push(finding.hint(
                    "give the time between inspections, or leave `every` out: its stage is known then",
                ));
            }
            laws.push(law);
        }
        let inspection = self.inspection.as_ref().map(|it| it.span);
        let crew = self.inspection_crew.as_ref().map(|it| it.of.span);
        if let Some(span) = inspection.or(crew).filter(|_| self.every.is_none()) {
            let message = "it is never inspected";
            let finding = Diagnostic::error(codes::MISSING_FIELD, span, message);
            cx.report.push(
                finding.hint("add `every: …`, or leave `inspection` and `inspection_crew` out"),
            );
        }
        if let Some(inspection) = &self.inspection {
            laws.push(inspection.value.law(inspection.span, cx));
        }
        laws.into_iter().collect::<Option<_>>().filter(|_| problem.is_none())
    }
}

/// A concern describes itself through its owner.
impl ModelSpec for Spec {
    fn describe(&self, _facts: &mut EquipmentFacts, _cx: &mut ReadCx<'_>) {}
}

/// Whether it is as worn after a work as before.
fn leaves_all(restores: Restores) -> bool {
    match restores {
        Restores::AsGoodAsNew => false,
        Restores::Minimal => true,
        Restores::KijimaI(factor) | Restores::KijimaII(factor) => factor.value >= 1.0,
    }
}
