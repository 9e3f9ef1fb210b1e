//! What is wrong with a layout or a body, and where: told before a run, all at once.

/// A mistake in a description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The name of the fixture; `None`: the body, or the layout as a whole.
    pub whose: Option<String>,
    /// The field that is wrong.
    pub field: &'static str,
    /// What is wrong with it.
    pub message: String,
    /// What would be right.
    pub hint: &'static str,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(whose) = &self.whose {
            write!(f, "`{whose}`, ")?;
        }
        write!(f, "`{}`: {}; {}", self.field, self.message, self.hint)
    }
}
