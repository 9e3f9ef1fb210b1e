//! When vehicles make their steps, while that is found out.

use super::roads::Span;

/// By vehicle: when its steps are begun and ended, as far as that is known. Its memory serves for the next time.
#[derive(Debug, Clone, Default)]
pub(super) struct Times {
    /// By vehicle: the number of what is known of it, from 1.
    numbers: Vec<u32>,
    /// Of whom something is known, and behind them some of whom nothing is any more.
    all: Vec<(u32, Vec<Span>)>,
    count: usize,
}

impl Times {
    /// Forgets all, of so many vehicles.
    pub(super) fn clear(&mut self, vehicles: usize) {
        for (vehicle, spans) in &mut self.all[..self.count] {
            self.numbers[*vehicle as usize] = 0;
            spans.clear();
        }
        self.numbers.resize(vehicles, 0);
        self.count = 0;
    }

    /// What is known of a vehicle; none: nothing yet.
    pub(super) fn of(&self, vehicle: u32) -> Option<&[Span]> {
        let number = (self.numbers[vehicle as usize] as usize).checked_sub(1)?;
        Some(&self.all[number].1)
    }

    /// The same, to add to.
    pub(super) fn of_mut(&mut self, vehicle: u32) -> &mut Vec<Span> {
        let number = &mut self.numbers[vehicle as usize];
        if *number == 0 {
            if self.all.len() == self.count {
                self.all.push((vehicle, Vec::new()));
            }
            self.all[self.count].0 = vehicle;
            self.count += 1;
            *number = self.count as u32;
        }
        &mut self.all[*number as usize - 1].1
    }

    /// Of whom something is known.
    pub(super) fn vehicles(&self) -> impl Iterator<Item = u32> + use<'_> {
        self.all[..self.count].iter().map(|(vehicle, _)| *vehicle)
    }
}
