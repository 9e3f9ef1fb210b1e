//! Rules weighed against one another: `0.6*ATC + 0.4*LEAST_SETUP`.

use crate::{Answer, DecideCx, Needs, Points, Rule, Scheduler, Sequence};

/// A sum of rules with weights. Each rule says how far every candidate is from its best one, from 0 to 1 in proportion to
/// its own numbers; the candidate with the smallest weighted sum goes first, and of equals the lowest item.
///
/// Since each rule's numbers are brought to the same range among those who wait now, minutes and ratios can be weighed
/// against each other, and a rule for which all are equal has no say.
#[derive(Debug, Clone)]
pub struct Weighted {
    name: String,
    terms: Vec<(f64, Rule)>,
}

/// Why a text is no sum of rules.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightedError {
    /// A term without a weight.
    #[error("`{0}` has no weight: write a number and `*` in front of it")]
    NoWeight(String),
    /// A weight that is no number above zero.
    #[error("`{0}` is no weight: it has to be a number above zero")]
    Weight(String),
    /// A name of no rule.
    #[error("there is no rule `{0}`")]
    Unknown(String),
    /// A scheduler that is no rule, and gives no priorities.
    #[error("`{0}` gives no priorities that could be weighed")]
    NoRule(String),
}

impl Weighted {
    /// Tells whether a text is meant as a sum of rules: there is a weight in it.
    pub fn is_meant(text: &str) -> bool {
        text.contains('*')
    }

    /// Reads a sum of rules. `find` knows the rules.
    ///
    /// # Errors
    /// The first term that is wrong.
    pub fn parse(
        text: &str,
        find: impl Fn(&str) -> Result<Rule, WeightedError>,
    ) -> Result<Self, WeightedError> {
        let mut terms = Vec::new();
        for term in split(text) {
            let (weight, name) =
                term.split_once('*').ok_or_else(|| WeightedError::NoWeight(term.to_owned()))?;
            let (weight, name) = (weight.trim(), name.trim());
            let number: f64 =
                weight.parse().map_err(|_error| WeightedError::Weight(weight.to_owned()))?;
            if !(number > 0.0 && number.is_finite()) {
                return Err(WeightedError::Weight(weight.to_owned()));
            }
            terms.push((number, find(name)?));
        }
        let name: Vec<String> =
            terms.iter().map(|(weight, rule)| format!("{weight}*{}", rule.name())).collect();
        Ok(Self { name: name.join(" + "), terms })
    }
}

/// The terms: a plus begins a new one where a number with `*` follows. Rules may have a plus in their names.
fn split(text: &str) -> Vec<&str> {
    let begins = |rest: &str| {
        let rest = rest.trim_start();
        let number = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        number.len() < rest.len() && number.trim_start().starts_with('*')
    };
    let mut terms = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices('+') {
        if begins(&text[at + 1..]) {
            terms.push(text[from..at].trim());
            from = at + 1;
        }
    }
    terms.push(text[from..].trim());
    terms
}

impl Scheduler for Weighted {
    fn name(&self) -> &str {
        &self.name
    }

    fn needs(&self) -> Needs {
        self.terms.iter().fold(Needs::NONE, |needs, (_, rule)| needs.and(rule.needs()))
    }

    fn decides(&self) -> Points {
        Points::SEQUENCE
    }

    fn sequence(&mut self, ask: &Sequence, _cx: &mut DecideCx<'_>) -> Answer {
        let mut sums = vec![0.0; ask.candidates.len()];
        for (weight, rule) in &self.terms {
            for (sum, share) in sums.iter_mut().zip(rule.shares(ask)) {
                *sum += weight * share;
            }
        }
        let best = sums
            .iter()
            .zip(&ask.candidates)
            .enumerate()
            .min_by(|(_, a), (_, b)| a.0.total_cmp(b.0).then(a.1.item.cmp(&b.1.item)));
        best.map_or(Answer::Wait, |(position, _)| Answer::Take(position))
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(self.clone())
    }
}

#[cfg(test)]
mod tests {
    use plantwright_units::SimSpan;

    use super::*;
    use crate::Candidate;

    const SHORT: Rule = Rule::new("SHORT", |_, candidate| i128::from(candidate.process.as_nanos()));
    const WORK: Rule =
        Rule::new("A+B", |_, candidate| i128::from(candidate.remaining_work.as_nanos()));

    fn find(name: &str) -> Result<Rule, WeightedError> {
        match name {
            "SHORT" => Ok(SHORT),
            "A+B" => Ok(WORK),
            "OPM" => Err(WeightedError::NoRule(name.to_owned())),
            _ => Err(WeightedError::Unknown(name.to_owned())),
        }
    }

    fn ask(numbers: &[(u64, u64)]) -> Sequence {
        let candidate = |(number, (process, work)): (usize, &(u64, u64))| Candidate {
            process: SimSpan::from_nanos(*process),
            remaining_work: SimSpan::from_nanos(*work),
            ..Candidate::numbered(number as u64)
        };
        Sequence::of(numbers.iter().enumerate().map(candidate).collect())
    }

    fn position(text: &str, numbers: &[(u64, u64)]) -> Option<usize> {
        let weighted = Weighted::parse(text, find).unwrap();
        let ask = ask(numbers);
        let mut sums = vec![0.0; numbers.len()];
        for (weight, rule) in &weighted.terms {
            for (sum, share) in sums.iter_mut().zip(rule.shares(&ask)) {
                *sum += weight * share;
            }
        }
        (0..sums.len()).min_by(|a, b| f64::total_cmp(&sums[*a], &sums[*b]))
    }

    #[test]
    fn weights_decide_between_rules_of_different_size() {
        // The first is short and has much work, the last the other way round, the second is nearly as good in both.
        let numbers = [(1, 9_000), (2, 2_000), (10, 1_000)];
        assert_eq!(position("1*SHORT", &numbers), Some(0));
        assert_eq!(position("1*A+B", &numbers), Some(2));
        assert_eq!(position("0.5*SHORT + 0.5*A+B", &numbers), Some(1));
        assert_eq!(position("0.99*SHORT+0.01*A+B", &numbers), Some(0));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |text| Weighted::parse(text, find).unwrap_err();
        assert_eq!(error("0.5*SPT"), WeightedError::Unknown("SPT".to_owned()));
        assert_eq!(error("SHORT + 0.5*A+B"), WeightedError::NoWeight("SHORT".to_owned()));
        assert_eq!(error("-1*SHORT"), WeightedError::Weight("-1".to_owned()));
        assert_eq!(error("1*OPM"), WeightedError::NoRule("OPM".to_owned()));
        let name = Weighted::parse("0.50*SHORT+ 1*A+B", find).unwrap().name().to_owned();
        assert_eq!(name, "0.5*SHORT + 1*A+B");
    }
}
