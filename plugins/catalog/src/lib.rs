//! The one list of built-in schedulers. Only the command, the viewer and the benches look here.
//!
//! ```
//! assert!(plantwright_catalog::find("SPT").is_some());
//! assert_eq!(plantwright_catalog::make("0.6*atc + 0.4*least_setup")?.name(), "0.6*ATC + 0.4*LEAST_SETUP");
//! assert_eq!(plantwright_catalog::make("GT(SPT)")?.name(), "GT(SPT)");
//! assert!(plantwright_catalog::make("SPTT").is_err());
//! # Ok::<(), plantwright_catalog::UnknownScheduler>(())
//! ```

use plantwright_model::syntax::Node;
use plantwright_model::{Diagnostic, Report, codes, did_you_mean};
use plantwright_rules::GifflerThompson;
use plantwright_scheduler::plan::Follow;
use plantwright_scheduler::{Weighted, WeightedError};

pub use plantwright_scheduler::{Entry, Scheduler};

/// A name that stands for no scheduler.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownScheduler {
    /// Neither in the list nor a form that makes one of those in it.
    #[error("there is no scheduler `{0}`")]
    Name(String),
    /// A sum of rules that is none.
    #[error("no sum of rules: {0}")]
    Weighted(#[from] WeightedError),
}

impl UnknownScheduler {
    /// Returns the name that nothing has, where that is what is wrong.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) | Self::Weighted(WeightedError::Unknown(name)) => Some(name),
            Self::Weighted(_) => None,
        }
    }

    /// Returns what would be right: a name that is near, else all there are.
    ///
    /// ```
    /// let unknown = plantwright_catalog::make("SPTT").expect_err("there is none");
    /// assert_eq!(unknown.hint(), "did you mean `SPT`?");
    /// ```
    pub fn hint(&self) -> String {
        let known = || all().map(|entry| entry.name);
        match self.name().map(|name| did_you_mean(name, known())) {
            Some(Some(near)) => format!("did you mean `{near}`?"),
            Some(None) => format!(
                "there is: {}; sums of them with weights, `0.6*ATC + 0.4*LEAST_SETUP`; and active schedules by any of them, \
                 `GT(SPT)`",
                known().collect::<Vec<_>>().join(", ")
            ),
            None => "a sum is written `0.6*ATC + 0.4*LEAST_SETUP`".to_owned(),
        }
    }
}

/// Returns every built-in scheduler, plugin by plugin.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    plantwright_rules::ALL.iter()
}

/// Finds a scheduler of the list by its name; small letters are as good as capitals.
pub fn find(name: &str) -> Option<&'static Entry> {
    all().find(|entry| entry.name.eq_ignore_ascii_case(name))
}

/// Makes a scheduler: one of the list (`SPT`), a sum of rules (`0.6*ATC + 0.4*LEAST_SETUP`), or active schedules by one of the
/// two (`GT(SPT)`).
///
/// # Errors
/// Where the name stands for none.
pub fn make(name: &str) -> Result<Box<dyn Scheduler>, UnknownScheduler> {
    let name = name.trim();
    if let Some(entry) = find(name) {
        return Ok(entry.make());
    }
    let inner = name.get(..3).filter(|head| head.eq_ignore_ascii_case("GT("));
    if let Some(rule) = inner.and_then(|_| name[3..].strip_suffix(')')) {
        return Ok(Box::new(Follow::new(Box::new(GifflerThompson::new(make(rule)?)))));
    }
    if Weighted::is_meant(name) {
        let rule = |name: &str| {
            let entry = find(name).ok_or_else(|| WeightedError::Unknown(name.to_owned()))?;
            entry.as_rule().ok_or_else(|| WeightedError::NoRule(name.to_owned()))
        };
        return Ok(Box::new(Weighted::parse(name, rule)?));
    }
    Err(UnknownScheduler::Name(name.to_owned()))
}

/// Reports the scheduler of a scene that does not exist: which ones there are is known to those who name plugins.
pub fn check(scene: &Node, report: &mut Report) {
    let written = scene.field("run").and_then(|run| run.field("scheduler"));
    if let Some((node, name)) = written.and_then(|node| Some((node, node.as_str()?)))
        && let Err(unknown) = make(name)
    {
        let finding = Diagnostic::error(codes::INVALID_VALUE, node.head(), unknown.to_string());
        report.push(finding.hint(unknown.hint()));
    }
}
