//! A ladder queue: buckets that are sorted only when their turn comes.
//!
//! ```text
//!   bottom + late │ rung 1: one bucket of rung 0, │ rung 0: buckets   │ top: unsorted,
//!   (next events) │ split since it was crowded    │ up to `top_start` │ the far future
//!                 └──── time ─────────────────────┴───────────────────┴────────────────►
//! ```
//!
//! A push appends to the bucket of its time; a pop takes from the sorted bottom, and when that is
//! empty the next bucket becomes it. So an event is moved a constant number of times, whatever the
//! number of pending ones. Two rules keep bad cases from hurting: a crowded bucket is split into a
//! finer rung rather than sorted, and what is pushed before the end of the bottom goes to a heap
//! beside it, so the worst pattern costs what a heap costs.

use super::{EventQueue, Key, QuadHeap};

/// Events per bucket that a new rung aims at.
const PER_BUCKET: usize = 8;
/// A bucket with more events is split.
const CROWDED: usize = 64;
/// Up to so many keys are sorted by their rank.
const RANKED: usize = 24;
/// A top with fewer events is sorted as it is.
const FEW: usize = 32;
/// Keys of the top that are looked at to find where its near half ends.
const SAMPLE: usize = 64;

/// Buckets of equal width, a power of two nanoseconds.
#[derive(Debug, Default)]
struct Rung {
    /// Time of the first bucket's start \[ns\].
    start: u64,
    /// log2 of a bucket's width \[ns\].
    shift: u32,
    /// Buckets up to this one are empty for good.
    next: usize,
    /// Buckets in use; the vector keeps more, with their memory.
    used: usize,
    buckets: Vec<Vec<Key>>,
}

impl Rung {
    /// Lays out buckets over a span of time \[ns\] for this many events.
    fn lay_out(&mut self, start: u64, span: u64, events: usize) {
        let wanted = (events / PER_BUCKET).max(2) as u64;
        self.shift = (span / wanted).max(1).ilog2();
        self.start = start;
        self.next = 0;
        self.used = (span.saturating_sub(1) >> self.shift) as usize + 1;
        if self.buckets.len() < self.used {
            self.buckets.resize_with(self.used, Vec::new);
        }
    }

    /// Where a bucket starts \[ns\].
    #[inline]
    fn bucket_start(&self, bucket: usize) -> u64 {
        self.start + ((bucket as u64) << self.shift)
    }

    #[inline]
    fn push(&mut self, key: Key) {
        let bucket = ((key.time() - self.start) >> self.shift) as usize;
        self.buckets[bucket].push(key);
    }
}

/// A ladder queue of keys.
#[derive(Debug, Default)]
pub struct Ladder {
    /// The next events, the first one last.
    bottom: Vec<Key>,
    /// Events pushed into the bottom's span of time after it was sorted.
    late: QuadHeap,
    /// Rungs, coarse first; those from `depth` on only keep their memory.
    rungs: Vec<Rung>,
    depth: usize,
    /// From when on each rung takes events \[ns\].
    rung_starts: Vec<u64>,
    /// Events from `top_start` on.
    top: Vec<Key>,
    top_start: u64,
}

impl EventQueue for Ladder {
    const NAME: &'static str = "ladder";

    #[inline]
    fn push(&mut self, key: Key) {
        let time = key.time();
        if time >= self.top_start {
            self.top.push(key);
            return;
        }
        for (rung, start) in self.rungs.iter_mut().zip(&self.rung_starts) {
            if time >= *start {
                rung.push(key);
                return;
            }
        }
        self.late.push(key);
    }

    #[inline]
    fn pop(&mut self) -> Option<Key> {
        if !self.late.is_empty() {
            return self.pop_with_late();
        }
        if self.bottom.is_empty() {
            self.refill();
        }
        self.bottom.pop()
    }
}

impl Ladder {
    /// Pops while there are late events.
    fn pop_with_late(&mut self) -> Option<Key> {
        let late = self.late.peek();
        match self.bottom.last() {
            Some(&first) if first < late => self.bottom.pop(),
            _ => self.late.pop(),
        }
    }

    /// Makes the next bucket that holds events the bottom; there may be none at all.
    #[cold]
    fn refill(&mut self) {
        loop {
            if self.depth == 0 && !self.open_top() {
                return;
            }
            let deepest = self.depth.wrapping_sub(1);
            let Some(rung) = self.rungs.get_mut(deepest) else {
                return; // The top was sorted as it was.
            };
            let open = &rung.buckets[rung.next..rung.used];
            let Some(skipped) = open.iter().position(|bucket| !bucket.is_empty()) else {
                self.depth -= 1;
                self.rung_starts.pop();
                continue;
            };
            let bucket = rung.next + skipped;
            rung.next = bucket + 1;
            let (start, end) = (rung.bucket_start(bucket), rung.bucket_start(bucket + 1));
            self.rung_starts[deepest] = end;
            if rung.buckets[bucket].len() > CROWDED && rung.shift > 0 {
                let crowd = std::mem::take(&mut rung.buckets[bucket]);
                let rung = self.add_rung(start, end - start, crowd.len());
                for key in &crowd {
                    rung.push(*key);
                }
                self.rungs[deepest].buckets[bucket] = emptied(crowd);
                continue;
            }
            sort_into(&mut self.bottom, &mut rung.buckets[bucket]);
            return;
        }
    }

    /// Spreads the near part of the top over a rung, or sorts it if it is small.
    /// Returns false if there is nothing in it.
    fn open_top(&mut self) -> bool {
        let Some(least) = self.top.iter().map(|key| key.time()).min() else {
            return false;
        };
        if self.top.len() <= FEW {
            sort_into(&mut self.bottom, &mut self.top);
            self.top_start = self.bottom[0].time() + 1;
            return true;
        }
        let span = self.near_end() - least + 1;
        let near = self.top.len() / 2;
        let end = {
            let rung = self.add_rung(least, span, near);
            rung.bucket_start(rung.used)
        };
        self.top_start = end;
        let rung = &mut self.rungs[0];
        self.top.retain(|key| {
            let far = key.time() >= end;
            if !far {
                rung.push(*key);
            }
            far
        });
        true
    }

    /// About where the near half of the top ends \[ns\], from a sample: the far half may be far.
    fn near_end(&self) -> u64 {
        let stride = self.top.len().div_ceil(SAMPLE);
        let mut sample: Vec<u64> = self.top.iter().step_by(stride).map(|key| key.time()).collect();
        let middle = sample.len() / 2;
        *sample.select_nth_unstable(middle).1
    }

    /// Adds the next finer rung, empty.
    fn add_rung(&mut self, start: u64, span: u64, events: usize) -> &mut Rung {
        if self.rungs.len() == self.depth {
            self.rungs.push(Rung::default());
        }
        let rung = &mut self.rungs[self.depth];
        rung.lay_out(start, span, events);
        self.rung_starts.push(start);
        self.depth += 1;
        rung
    }
}

/// Moves keys into an empty bottom, greatest first.
///
/// Few keys are put where the number of greater ones says: more comparisons than a sort needs, but
/// none that a processor has to guess, which is what sorting few keys in random order costs.
#[inline]
fn sort_into(bottom: &mut Vec<Key>, keys: &mut Vec<Key>) {
    if keys.len() > RANKED {
        std::mem::swap(bottom, keys);
        bottom.sort_unstable_by(|a, b| b.cmp(a));
        return;
    }
    bottom.resize(keys.len(), Key::NONE);
    for &key in keys.iter() {
        let rank: usize = keys.iter().map(|other| usize::from(*other > key)).sum();
        bottom[rank] = key;
    }
    keys.clear();
}

/// The vector without its keys, with its memory.
fn emptied(mut keys: Vec<Key>) -> Vec<Key> {
    keys.clear();
    keys
}
