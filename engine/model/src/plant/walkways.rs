//! Ways for those who walk: a network of straight pieces, and the shortest way from one place to another along it.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::Position;

/// A network of walkways. Pieces that cross or touch are joined there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Walkways {
    nodes: Vec<Position>,
    /// Pieces between two nodes that cross no other piece.
    pieces: Vec<(u32, u32)>,
    /// The length of the shortest way between each two nodes, in metres, row by row; infinite where there is none.
    lengths: Vec<f64>,
    /// The first node on it.
    firsts: Vec<u32>,
}

/// A way, through points with straight pieces between them.
#[derive(Debug, Clone, PartialEq)]
pub struct WalkRoute {
    /// The points on the way, the first and the last place included.
    pub points: Vec<Position>,
    /// How long it is, in metres.
    pub length: f64,
}

/// What is closer than this is the same place, in metres.
const SAME: f64 = 1e-6;

impl Walkways {
    /// Joins lines of points to a network.
    pub fn new(lines: &[Vec<Position>]) -> Self {
        // In whatever order they are listed, the network is the same.
        let mut lines = lines.to_vec();
        let key = |line: &Vec<Position>| line.iter().map(|at| (at.x, at.y)).collect::<Vec<_>>();
        lines.sort_by(|a, b| key(a).partial_cmp(&key(b)).unwrap_or(Ordering::Equal));
        let segments: Vec<(Position, Position)> =
            lines.iter().flat_map(|line| line.windows(2).map(|pair| (pair[0], pair[1]))).collect();
        let (mut nodes, mut pieces): (Vec<Position>, Vec<(u32, u32)>) = (Vec::new(), Vec::new());
        let mut node = |at: Position| {
            let known = nodes.iter().position(|other| other.distance(at) < SAME);
            known.unwrap_or_else(|| {
                nodes.push(at);
                nodes.len() - 1
            }) as u32
        };
        for (number, segment) in segments.iter().enumerate() {
            let others = segments.iter().enumerate().filter(|(other, _)| *other != number);
            let mut cuts: Vec<f64> = others
                .flat_map(|(_, other)| meetings(*segment, *other))
                .chain([0.0, 1.0])
                .collect();
            cuts.sort_by(f64::total_cmp);
            let stops = cuts.into_iter().map(|cut| node(segment.0.on_the_way(segment.1, cut)));
            let mut stops: Vec<u32> = stops.collect();
            stops.dedup();
            for pair in stops.windows(2) {
                let piece = (pair[0].min(pair[1]), pair[0].max(pair[1]));
                if !pieces.contains(&piece) {
                    pieces.push(piece);
                }
            }
        }
        let mut ways = Self { nodes, pieces, lengths: Vec::new(), firsts: Vec::new() };
        ways.find_shortest();
        ways
    }

    /// The shortest ways between all nodes (Floyd and Warshall).
    fn find_shortest(&mut self) {
        let count = self.nodes.len();
        self.lengths = vec![f64::INFINITY; count * count];
        self.firsts = (0..count * count).map(|cell| (cell % count) as u32).collect();
        for at in 0..count {
            self.lengths[at * count + at] = 0.0;
        }
        for (a, b) in &self.pieces {
            let (a, b) = (*a as usize, *b as usize);
            let length = self.nodes[a].distance(self.nodes[b]);
            self.lengths[a * count + b] = length;
            self.lengths[b * count + a] = length;
        }
        for over in 0..count {
            for from in 0..count {
                for to in 0..count {
                    let way = self.lengths[from * count + over] + self.lengths[over * count + to];
                    if way < self.lengths[from * count + to] {
                        self.lengths[from * count + to] = way;
                        self.firsts[from * count + to] = self.firsts[from * count + over];
                    }
                }
            }
        }
    }

    /// Tells whether every place on it can be reached from every other.
    pub fn is_connected(&self) -> bool {
        self.lengths.iter().all(|length| length.is_finite())
    }

    /// Returns the way from one place to another: straight to the nearest point of the network, along it, and straight from where
    /// it comes nearest to the other place.
    pub fn route(&self, from: Position, to: Position) -> WalkRoute {
        let straight = WalkRoute { points: vec![from, to], length: from.distance(to) };
        let (Some((enters, entry)), Some((leaves, exit))) = (self.nearest(from), self.nearest(to))
        else {
            return straight;
        };
        if straight.length < SAME {
            return straight;
        }
        let mut points = vec![from, entry];
        let mut between = entry.distance(exit);
        if enters != leaves {
            let count = self.nodes.len();
            let ends = |(a, b): (u32, u32)| [a as usize, b as usize];
            let ways = ends(enters).into_iter().flat_map(|a| ends(leaves).map(|b| (a, b)));
            let length = |(a, b): &(usize, usize)| {
                let [first, last] = [self.nodes[*a], self.nodes[*b]];
                entry.distance(first) + self.lengths[a * count + b] + last.distance(exit)
            };
            let Some(best) = ways.min_by(|a, b| length(a).total_cmp(&length(b))) else {
                return straight;
            };
            between = length(&best);
            let (mut at, last) = best;
            points.push(self.nodes[at]);
            while at != last && between.is_finite() {
                at = self.firsts[at * count + last] as usize;
                points.push(self.nodes[at]);
            }
        }
        points.extend([exit, to]);
        WalkRoute { points, length: from.distance(entry) + between + exit.distance(to) }
    }

    /// The piece that comes nearest to a place, the first of those that do, and the point at which it does.
    fn nearest(&self, to: Position) -> Option<((u32, u32), Position)> {
        let points = self.pieces.iter().map(|(a, b)| {
            let (a, b) = (self.nodes[*a as usize], self.nodes[*b as usize]);
            a.on_the_way(b, along(a, b, to).clamp(0.0, 1.0))
        });
        let nearest = self.pieces.iter().copied().zip(points);
        nearest.min_by(|(_, a), (_, b)| a.distance(to).total_cmp(&b.distance(to)))
    }
}

impl WalkRoute {
    /// Returns the place at which so much of the way is done, as a part of one.
    pub fn at(points: &[Position], done: f64) -> Position {
        let lengths = points.windows(2).map(|pair| pair[0].distance(pair[1]));
        let mut left = lengths.sum::<f64>() * done;
        for pair in points.windows(2) {
            let length = pair[0].distance(pair[1]);
            if left <= length && length > 0.0 {
                return pair[0].on_the_way(pair[1], left / length);
            }
            left -= length;
        }
        points.last().copied().unwrap_or_default()
    }
}

/// How far along from `a` to `b` a place lies, as a part of that way.
fn along(a: Position, b: Position, at: Position) -> f64 {
    let (x, y) = (b.x - a.x, b.y - a.y);
    let square = x * x + y * y;
    if square > 0.0 { ((at.x - a.x) * x + (at.y - a.y) * y) / square } else { 0.0 }
}

/// Where a piece meets another one, as parts of its own length.
fn meetings((a, b): (Position, Position), (c, d): (Position, Position)) -> Vec<f64> {
    let on = |at: Position| {
        let part = along(a, b, at);
        let touches = (0.0..=1.0).contains(&part) && a.on_the_way(b, part).distance(at) < SAME;
        touches.then_some(part)
    };
    let mut met: Vec<f64> = [c, d].into_iter().filter_map(on).collect();
    let (own, other) = ((b.x - a.x, b.y - a.y), (d.x - c.x, d.y - c.y));
    let cross = own.0 * other.1 - own.1 * other.0;
    if cross != 0.0 {
        let (x, y) = (c.x - a.x, c.y - a.y);
        let (part, of_other) =
            ((x * other.1 - y * other.0) / cross, (x * own.1 - y * own.0) / cross);
        if (0.0..=1.0).contains(&part) && (0.0..=1.0).contains(&of_other) {
            met.push(part);
        }
    }
    met
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(x: f64, y: f64) -> Position {
        Position { x, y }
    }

    /// An aisle along y = 0, another one across it at x = 10, and one that ends on the first at x = 4.
    fn aisles() -> Walkways {
        Walkways::new(&[
            vec![at(0.0, 0.0), at(20.0, 0.0)],
            vec![at(10.0, -5.0), at(10.0, 8.0)],
            vec![at(4.0, 6.0), at(4.0, 0.0)],
        ])
    }

    #[test]
    fn ways_lead_along_the_network() {
        let ways = aisles();
        assert!(ways.is_connected());
        // 1 m down to the aisle at x = 2, 2 m to the turn, 5 m up, and 1 m to the side.
        let route = ways.route(at(2.0, 1.0), at(5.0, 5.0));
        assert!((route.length - 9.0).abs() < 1e-9, "{route:?}");
        // Between two machines at the same piece, along it.
        assert!((ways.route(at(12.0, 1.0), at(18.0, -2.0)).length - 9.0).abs() < 1e-9);
        // Half of the way is done at the corner of it.
        let route = ways.route(at(6.0, 0.0), at(10.0, 4.0));
        assert_eq!(WalkRoute::at(&route.points, 0.5), at(10.0, 0.0));
        assert_eq!(ways.route(at(3.0, 3.0), at(3.0, 3.0)).length, 0.0);
    }

    #[test]
    fn ways_that_do_not_meet_are_told() {
        let apart = [vec![at(0.0, 0.0), at(5.0, 0.0)], vec![at(6.0, 0.0), at(9.0, 0.0)]];
        assert!(!Walkways::new(&apart).is_connected());
    }
}
