//! The shortest ways that vehicles follow: each is found once, and serves until another one is wanted.

use plantwright_model::plant::FleetFacts;

/// By vehicle. They follow from the network alone: who has none finds them anew.
#[derive(Debug, Clone, Default)]
pub(super) struct Paths(Vec<Path>);

/// A way to a goal, whoever is in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Path {
    /// At which pace, and to where.
    goal: (u32, u32),
    edges: Vec<u32>,
    /// How many edges lie behind.
    done: usize,
    /// How many edges there are up to the last one that can be driven both ways, and to the last one beside which others begin.
    two_way: usize,
    fork: usize,
}

impl Path {
    fn new(facts: &FleetFacts, goal: (u32, u32), edges: Vec<u32>) -> Self {
        let upto = |is: &dyn Fn(u32) -> bool| {
            edges.iter().rposition(|edge| is(*edge)).map_or(0, |last| last + 1)
        };
        let two_way = upto(&|edge| facts.edges[edge as usize].two_way);
        let from = |edge: u32| facts.edges[edge as usize].from;
        let fork = upto(&|edge| facts.only_out[from(edge) as usize].is_none());
        Self { goal, edges, done: 0, two_way, fork }
    }

    /// What is left of it.
    pub(super) fn edges(&self) -> &[u32] {
        &self.edges[self.done..]
    }

    /// Whether nobody comes the other way on it.
    pub(super) fn is_one_way(&self) -> bool {
        self.done >= self.two_way
    }

    /// Whether it is the only way.
    pub(super) fn is_only(&self) -> bool {
        self.done >= self.fork
    }

    /// Goes on to a point. Returns whether it leads from there.
    fn leads_from(&mut self, facts: &FleetFacts, point: u32) -> bool {
        let from = |edge: &u32| facts.edges[*edge as usize].from;
        while self.edges.get(self.done).is_some_and(|edge| from(edge) != point) {
            self.done += 1;
        }
        self.done < self.edges.len()
    }
}

impl Paths {
    /// Takes the way of a vehicle from a point to a goal out, or finds it.
    pub(super) fn take(
        &mut self,
        facts: &FleetFacts,
        vehicle: u32,
        (point, goal): (u32, (u32, u32)),
        find: impl FnOnce() -> Vec<u32>,
    ) -> Path {
        let mut path = self.0.get_mut(vehicle as usize).map(std::mem::take).unwrap_or_default();
        if path.goal != goal || !path.leads_from(facts, point) {
            path = Path::new(facts, goal, find());
        }
        path
    }

    /// Puts it back.
    pub(super) fn put(&mut self, vehicle: u32, path: Path) {
        if self.0.len() <= vehicle as usize {
            self.0.resize_with(vehicle as usize + 1, Path::default);
        }
        self.0[vehicle as usize] = path;
    }
}
