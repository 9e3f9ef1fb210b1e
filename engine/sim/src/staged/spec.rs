//! What a scene says of the stages of the work at equipment that has no queue of its own to choose from: ovens, assemblies, splits.

use plantwright_model::plant::{Prefer, StagesFacts};
use plantwright_model::vocabulary::{Crew, Setup, Stage};
use plantwright_model::{Diagnostic, ReadCx, Spanned, codes};

/// The fields of a body that say what is done beside processing, and by whom.
pub(crate) struct StageFields<'a> {
    pub(crate) setup: &'a Option<Spanned<Setup>>,
    pub(crate) load: &'a Option<Stage>,
    pub(crate) crew: &'a Option<Crew>,
    pub(crate) unload: &'a Option<Stage>,
}

impl StageFields<'_> {
    /// What is done beside processing, if anything is.
    pub(crate) fn facts(&self, kind: &str, cx: &mut ReadCx<'_>) -> Option<Box<StagesFacts>> {
        if let Some(setup) = self.setup
            && (setup.value.prefer != Prefer::Order || setup.value.minimum_run > 0)
        {
            let message = format!("a {kind} does not choose what comes next by its set-up");
            let hint = "leave out `prefer` and `minimum_run`";
            cx.report.push(Diagnostic::error(codes::SETUP, setup.span, message).hint(hint));
        }
        let stages = self.base(cx);
        (stages != StagesFacts::default()).then(|| Box::new(stages))
    }

    /// What stations have in common with other equipment.
    pub(crate) fn base(&self, cx: &mut ReadCx<'_>) -> StagesFacts {
        StagesFacts {
            setup: self.setup.as_ref().and_then(|setup| setup.value.facts(setup.span, cx)),
            load: self.load.as_ref().and_then(|stage| stage.facts(cx)),
            crew: self.crew.as_ref().and_then(|crew| crew.facts(cx)),
            unload: self.unload.as_ref().and_then(|stage| stage.facts(cx)),
            ..StagesFacts::default()
        }
    }
}
