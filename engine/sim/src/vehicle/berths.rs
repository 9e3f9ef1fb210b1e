//! Parks that may be open: a mark for each at which nobody is known to stand, so that who looks for one does not pass all those that
//! are taken.

use plantwright_model::plant::FleetFacts;

/// How many points share a word.
const BITS: u32 = u64::BITS;

/// By point, so many to a word: whether it is a park at which nobody is known to stand. Empty: that has not been looked at.
#[derive(Debug, Clone, Default)]
pub(super) struct Berths(Vec<u64>);

impl Berths {
    /// Looks at all parks, if that has not been done.
    pub(super) fn look(&mut self, facts: &FleetFacts) {
        if self.0.is_empty() {
            self.0 = vec![0; facts.nodes.len().div_ceil(BITS as usize)];
            for park in &facts.parks {
                self.0[(park / BITS) as usize] |= 1 << (park % BITS);
            }
        }
    }

    /// Somebody stands at a park.
    pub(super) fn take(&mut self, park: u32) {
        self.0[(park / BITS) as usize] &= !(1 << (park % BITS));
    }

    /// Somebody is to go on from a point.
    pub(super) fn free(&mut self, facts: &FleetFacts, point: u32) {
        if !self.0.is_empty() && facts.nodes[point as usize].parks {
            self.0[(point / BITS) as usize] |= 1 << (point % BITS);
        }
    }

    /// Those at which nobody is known to stand.
    pub(super) fn open(&self) -> impl Iterator<Item = u32> + use<'_> {
        (0..).zip(&self.0).flat_map(|(word, bits)| {
            let mut left = *bits;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros())?;
                left &= left - 1;
                Some(word * BITS + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_taken_is_passed_over_until_it_is_free() {
        let mut berths = Berths(vec![0b1010, 0, 1 << 63]);
        assert!(berths.open().eq([1, 3, 191]));
        berths.take(3);
        assert!(berths.open().eq([1, 191]));
        berths.take(3);
        berths.take(191);
        assert!(berths.open().eq([1]));
    }
}
