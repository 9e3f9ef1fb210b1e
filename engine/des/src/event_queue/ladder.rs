//! Buckets that are sorted only when their turn comes: the queue while many events wait.
//!
//! ```text
//!   bottom + late │ rung 1: one bucket of rung 0, │ rung 0: buckets   │ top: unsorted,
//!   (next events) │ split since it was crowded    │ up to `top_start` │ the far future
//!                 └──── time ─────────────────────┴───────────────────┴────────────────►
//! ```
//!
//! A push appends to the bucket of its time; a pop takes from the sorted bottom, and when that is empty the next bucket
//! becomes it: an event is moved a constant number of times, however many wait (Tang, Goh & Thng 2005, "Ladder queue: an O(1)
//! priority queue structure for large-scale discrete event simulation"). Two rules keep bad cases from hurting: a crowded
//! bucket is split into a finer rung rather than sorted, and what is pushed into the bottom's span of time goes to a heap
//! beside it, so the worst pattern costs what a heap costs.

use super::heap::Heap;
use super::key::Key;

/// Events per bucket that a new rung aims at.
const PER_BUCKET: usize = 8;
/// A bucket with more events is split.
const CROWDED: usize = 64;
/// Up to so many keys are sorted by their rank.
const RANKED: usize = 24;
/// A top with fewer events is sorted as it is.
const FEW: usize = 32;
/// So many new keys are put into their buckets at once: each of them waits for memory, and all of them wait together.
const FRESH: usize = 64;
/// Keys of the top that are looked at to find where its near half ends.
const SAMPLE: usize = 64;

/// Buckets of equal width, a power of two nanoseconds.
#[derive(Debug, Clone, Default)]
struct Rung {
    /// When the first bucket starts.
    start: u64,
    /// The width of a bucket is two to this.
    shift: u32,
    /// Buckets before this one are empty for good.
    next: usize,
    /// Buckets in use; the vector keeps more, with their memory.
    used: usize,
    buckets: Vec<Vec<Key>>,
}

impl Rung {
    /// Lays out buckets over a span of time for this many events.
    fn lay_out(&mut self, start: u64, span: u64, events: usize) {
        let wanted = (events / PER_BUCKET).max(2) as u64;
        self.shift = (span / wanted).max(1).ilog2();
        self.start = start;
        self.next = 0;
        self.used = (span.saturating_sub(1) >> self.shift) as usize + 1;
        if self.bucket_start(self.used) == u64::MAX {
            // The end of time itself is in a bucket, too.
            self.used += 1;
        }
        if self.buckets.len() < self.used {
            self.buckets.resize_with(self.used, Vec::new);
        }
    }

    /// When a bucket starts. The end of time is the end of the last one.
    #[inline]
    fn bucket_start(&self, bucket: usize) -> u64 {
        let offset = u128::from(bucket as u64) << self.shift;
        u64::try_from(u128::from(self.start) + offset).unwrap_or(u64::MAX)
    }

    #[inline]
    fn push(&mut self, key: Key) {
        let bucket = ((key.time() - self.start) >> self.shift) as usize;
        self.buckets[bucket].push(key);
    }
}

/// A ladder of keys.
#[derive(Debug, Clone, Default)]
pub(super) struct Ladder {
    /// The next events, the first one last.
    bottom: Vec<Key>,
    /// Events pushed into the bottom's span of time after it was sorted.
    late: Heap,
    /// When the bottom's span of time ends.
    bottom_end: u64,
    /// New events behind the bottom, not in their buckets yet.
    fresh: Vec<Key>,
    /// Rungs, coarse first; those from `depth` on only keep their memory.
    rungs: Vec<Rung>,
    depth: usize,
    /// From when on each rung takes events.
    rung_starts: Vec<u64>,
    /// Events from `top_start` on.
    top: Vec<Key>,
    top_start: u64,
    len: usize,
    /// Whether it was told what comes after this bottom.
    told: bool,
}

impl Ladder {
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub(super) fn push(&mut self, key: Key) {
        self.len += 1;
        if key.time() < self.bottom_end {
            self.late.push(key);
            return;
        }
        self.fresh.push(key);
        if self.fresh.len() == FRESH {
            self.put_away();
        }
    }

    /// Puts the new keys into their buckets.
    #[inline(never)]
    fn put_away(&mut self) {
        for &key in &self.fresh {
            let time = key.time();
            if time >= self.top_start {
                self.top.push(key);
                continue;
            }
            let mut rungs = self.rungs.iter_mut().zip(&self.rung_starts);
            let rung = rungs.find(|(_, start)| time >= **start);
            rung.expect("what is behind the bottom is in a rung or in the top").0.push(key);
        }
        self.fresh.clear();
    }

    /// Takes the least key, `NONE` if there is none.
    #[inline]
    pub(super) fn pop(&mut self) -> Key {
        if !self.late.is_empty() {
            let late = self.late.peek();
            if self.bottom.last().is_none_or(|first| late < *first) {
                self.len -= 1;
                return self.late.pop();
            }
        } else if self.bottom.is_empty() {
            self.refill();
        }
        match self.bottom.pop() {
            Some(key) => {
                self.len -= 1;
                key
            }
            None => Key::NONE,
        }
    }

    /// The key that leaves after so many others, if nothing comes in between, and if it is known yet.
    #[inline(always)]
    pub(super) fn ahead(&self, places: usize) -> Option<Key> {
        self.bottom.iter().nth_back(places).copied()
    }

    /// What becomes the bottom after this one, told once for each bottom.
    #[inline(always)]
    pub(super) fn after_bottom(&mut self) -> &[Key] {
        if std::mem::replace(&mut self.told, true) {
            return &[];
        }
        let Some(rung) = self.rungs[..self.depth].last() else { return &[] };
        let open = &rung.buckets[rung.next..rung.used];
        open.iter().find(|bucket| !bucket.is_empty()).map_or(&[], |bucket| &bucket[..])
    }

    /// All keys, in no order.
    pub(super) fn keys(&self) -> impl Iterator<Item = Key> {
        let rungs =
            self.rungs[..self.depth].iter().flat_map(|rung| rung.buckets.iter().flatten().copied());
        self.bottom
            .iter()
            .copied()
            .chain(self.late.keys())
            .chain(self.fresh.iter().copied())
            .chain(rungs)
            .chain(self.top.iter().copied())
    }

    /// Makes the next bucket that holds events the bottom; there may be none at all.
    #[cold]
    fn refill(&mut self) {
        self.put_away();
        loop {
            if self.depth == 0 && !self.open_top() {
                return;
            }
            let deepest = self.depth.wrapping_sub(1);
            let Some(rung) = self.rungs.get_mut(deepest) else {
                // The top was sorted as it was.
                return;
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
                let mut crowd = std::mem::take(&mut rung.buckets[bucket]);
                let finer = self.add_rung(start, end - start, crowd.len());
                for key in crowd.drain(..) {
                    finer.push(key);
                }
                self.rungs[deepest].buckets[bucket] = crowd;
                continue;
            }
            sort_into(&mut self.bottom, &mut rung.buckets[bucket]);
            self.bottom_end = end;
            self.told = false;
            return;
        }
    }

    /// Spreads the near part of the top over a rung, or sorts it if it is small. Returns whether there was anything in it.
    fn open_top(&mut self) -> bool {
        let Some(least) = self.top.iter().map(|key| key.time()).min() else {
            return false;
        };
        if self.top.len() <= FEW {
            sort_into(&mut self.bottom, &mut self.top);
            self.top_start = self.bottom[0].time().saturating_add(1);
            self.bottom_end = self.top_start;
            return true;
        }
        let span = (self.near_end() - least).saturating_add(1);
        let near = self.top.len() / 2;
        let rung = self.add_rung(least, span, near);
        let end = rung.bucket_start(rung.used);
        self.top_start = end;
        let rung = &mut self.rungs[0];
        // What is due at the very end of time belongs to the last rung that there can be.
        let last = end == u64::MAX;
        self.top.retain(|key| {
            let far = key.time() >= end && !last;
            if !far {
                rung.push(*key);
            }
            far
        });
        true
    }

    /// About when the near half of the top ends, from a sample: the far half may be far.
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
/// Few keys are put where the number of greater ones says: more comparisons than a sort needs, but none that a processor
/// has to guess, which is what sorting few keys in random order costs.
#[inline]
fn sort_into(bottom: &mut Vec<Key>, keys: &mut Vec<Key>) {
    if keys.len() > RANKED {
        std::mem::swap(bottom, keys);
        bottom.sort_unstable_by(|a, b| b.cmp(a));
        return;
    }
    let mut greater = [0_u32; RANKED];
    for (i, key) in keys.iter().enumerate() {
        let mut greater_than_this = 0;
        for (other, count) in keys[..i].iter().zip(&mut greater) {
            let is_greater = u32::from(other > key);
            greater_than_this += is_greater;
            *count += 1 - is_greater;
        }
        greater[i % RANKED] = greater_than_this;
    }
    bottom.resize(keys.len(), Key::NONE);
    for (key, rank) in keys.iter().zip(greater) {
        bottom[rank as usize] = *key;
    }
    keys.clear();
}
