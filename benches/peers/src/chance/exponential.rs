//! The exponential distribution by a ziggurat of 256 layers, one 64-bit draw a sample.

use std::sync::LazyLock;

use super::rng::{Rng, splitmix};

/// Layers of equal area; eight bits of the draw choose one.
const LAYERS: usize = 256;
/// Where the tail begins: the abscissa that makes 256 layers close at the top of the density.
const TAIL: f64 = 7.697_117_470_131_05;
/// 2^-53: scales 53 random bits to [0, 1).
const ULP: f64 = 1.0 / (1u64 << 53) as f64;

/// A horizontal slice of the density.
#[derive(Clone, Copy, Debug, Default)]
struct Layer {
    /// Draws below it lie under the density without a look at its height.
    inner: u64,
    /// Turns 53 random bits into an abscissa within the slice.
    scale: f64,
}

/// Tables that sample the exponential distribution of mean 1.
#[derive(Debug)]
pub struct Exponential {
    layers: [Layer; LAYERS],
    /// Height of the density at the right edge of each layer, bottom first.
    heights: [f64; LAYERS + 1],
}

/// The tables, built once; models keep the reference, so that no draw pays for the lock.
static SHARED: LazyLock<Exponential> = LazyLock::new(Exponential::new);

impl Exponential {
    /// Returns the tables that all models share.
    pub fn shared() -> &'static Self {
        &SHARED
    }

    fn new() -> Self {
        let density = |x: f64| libm::exp(-x);
        // The bottom layer holds the tail as well: it is as wide as a box of its area would be.
        let area = (TAIL + 1.0) * density(TAIL);
        let mut edges = [0.0; LAYERS + 1];
        edges[0] = area / density(TAIL);
        edges[1] = TAIL;
        for i in 2..LAYERS {
            edges[i] = -libm::log(area / edges[i - 1] + density(edges[i - 1]));
        }
        let mut tables = Self { layers: [Layer::default(); LAYERS], heights: edges.map(density) };
        for (i, layer) in tables.layers.iter_mut().enumerate() {
            layer.scale = edges[i] * ULP;
            layer.inner = (edges[i + 1] / layer.scale) as u64;
        }
        tables
    }

    /// Samples a span of this mean \[ns\]. It is at least 1, so that what is scheduled lies ahead.
    #[inline]
    pub fn span(&self, rng: &mut Rng, mean_ns: f64) -> u64 {
        (self.sample(rng.draw()) * mean_ns) as i64 as u64 + 1
    }

    /// Turns 64 random bits into a sample of mean 1.
    #[inline]
    pub fn sample(&self, bits: u64) -> f64 {
        let i = (bits & 0xff) as usize;
        let across = bits >> 11;
        let layer = self.layers[i];
        if across < layer.inner {
            // The signed conversion is one instruction, and 53 bits have no sign.
            across as i64 as f64 * layer.scale
        } else {
            self.edge(bits)
        }
    }

    /// The one draw in a hundred that does not lie inside its layer. What more it needs is derived
    /// from the draw itself.
    #[cold]
    fn edge(&self, bits: u64) -> f64 {
        let mut more = bits;
        let mut bits = bits;
        loop {
            let i = (bits & 0xff) as usize;
            let across = bits >> 11;
            let x = across as f64 * self.layers[i].scale;
            if across < self.layers[i].inner {
                return x;
            }
            let up = (splitmix(&mut more) >> 11) as f64 * ULP;
            if i == 0 {
                return TAIL - libm::log(1.0 - up);
            }
            let height = self.heights[i] + up * (self.heights[i + 1] - self.heights[i]);
            if height < libm::exp(-x) {
                return x;
            }
            bits = splitmix(&mut more);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_close_at_the_top() {
        let tables = Exponential::shared();
        let top = &tables.layers[LAYERS - 1];
        let area = top.scale / ULP * (1.0 - tables.heights[LAYERS - 1]);
        let bottom = (TAIL + 1.0) * libm::exp(-TAIL);
        assert!((area / bottom - 1.0).abs() < 1e-6, "{area} against {bottom}");
    }

    #[test]
    fn moments_and_tail_are_exponential() {
        let (tables, mut rng, n) = (Exponential::shared(), Rng::new(7, 0), 4_000_000);
        let (mut sum, mut squares, mut above) = (0.0, 0.0, [0.0; 10]);
        for _ in 0..n {
            let x = tables.sample(rng.draw());
            sum += x;
            squares += x * x;
            for (limit, count) in above.iter_mut().enumerate() {
                *count += f64::from(u8::from(x > limit as f64));
            }
        }
        let n = f64::from(n);
        assert!((sum / n - 1.0).abs() < 0.002);
        assert!((squares / n - 2.0).abs() < 0.012);
        for (limit, count) in above.iter().enumerate() {
            let share = libm::exp(-(limit as f64));
            let error = (share * (1.0 - share) / n).sqrt();
            assert!((count / n - share).abs() <= 4.0 * error, "beyond {limit}");
        }
    }
}
