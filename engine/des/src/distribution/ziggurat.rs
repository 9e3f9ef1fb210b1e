//! The unit exponential, by a ziggurat of 256 layers: the hottest path of the engine.
//!
//! The area under `exp(-x)` is cut into 256 layers of equal area, stacked from the base (layer 0, which includes the
//! tail) to the top:
//!
//! ```text
//! 1 |.                layer 255   A point of a layer is drawn at once: 8 bits of the draw choose the
//!   |:\_              ...         layer, 52 others the place from its left to its right edge.
//!   |:::\__           layer i     Left of the edge of the layer above (`inside`) the point is surely
//!   |::::::\_____     ...         under the curve: nothing else is looked at, 97.8 % of the time.
//!   |::::::::::::\___________
//!   +----------------|---------   layer 0: rectangle up to r = 7.697 and the tail beyond
//! ```
//!
//! Source: G. Marsaglia and W. W. Tsang, "The ziggurat method for generating random variables", Journal of
//! Statistical Software 5(8), 2000. Layer and place come from disjoint bits, since sharing them, as the paper does,
//! correlates the two: J. A. Doornik, "An improved ziggurat method to generate normal random samples", 2005.

use super::bits::{DerivedBits, unit_uniform};
use super::ziggurat_tables::EDGES;

/// Returns an exponentially distributed number of mean 1 for `draw`, always positive.
///
/// It is *not* monotone in `draw`. The rare draws that fall outside the sure part of their layer (2.2 %) derive the
/// further bits they need from `draw` itself, so that the result depends on nothing else.
///
/// # Example
/// ```
/// use plantwright_des::unit_exponential;
/// // The gap to the next arrival of a Poisson stream with one arrival in 40 seconds.
/// let gap_s = 40.0 * unit_exponential(0x0123_4567_89AB_CDEF);
/// assert!(gap_s > 0.0);
/// ```
#[inline(always)]
pub fn unit_exponential(draw: u64) -> f64 {
    let layer = &LAYERS[(draw & 0xFF) as usize];
    let place = place(draw);
    if place < layer.inside { place as f64 * layer.step } else { outside(draw) }
}

/// One layer, as the accept test needs it.
struct Layer {
    /// First place that may lie above the curve, in units of `step`.
    inside: u64,
    /// Width of the layer divided by the number of places, 2⁵³.
    step: f64,
}

/// Number of places across a layer.
const PLACES: f64 = (1_u64 << 53) as f64;

static LAYERS: [Layer; 256] = layers();

/// The density at each edge, from the base (`exp(-r)`) to the top (1).
static HEIGHTS: [f64; 257] = heights();

const fn layers() -> [Layer; 256] {
    let mut layers = [const { Layer { inside: 0, step: 0.0 } }; 256];
    let mut i = 0;
    while i < 256 {
        layers[i].inside = (EDGES[i + 1] / EDGES[i] * PLACES) as u64;
        layers[i].step = EDGES[i] / PLACES;
        i += 1;
    }
    layers
}

/// Works the densities out from the edges: layers have equal area, so each is as high as `AREA` divided by its width.
const fn heights() -> [f64; 257] {
    let mut heights = [0.0; 257];
    heights[1] = AREA / EDGES[0];
    let mut i = 1;
    while i < 255 {
        heights[i + 1] = heights[i] + AREA / EDGES[i];
        i += 1;
    }
    heights[256] = 1.0;
    heights
}

/// Area of each layer: the solution of "256 layers stacked on `r` end at height 1".
const AREA: f64 = 0.003_949_659_822_581_557;

/// The place inside the layer: an odd number below 2⁵³, the middle of one of 2⁵² cells.
#[inline]
const fn place(draw: u64) -> u64 {
    (draw >> 11) | 1
}

/// Decides a draw that the quick test did not accept.
#[cold]
#[inline(never)]
fn outside(draw: u64) -> f64 {
    let mut bits = DerivedBits::new(draw);
    let mut draw = draw;
    // What is known of the result so far: each passage through the tail adds `r`, since an exponential has no memory.
    let mut passed = 0.0;
    loop {
        let i = (draw & 0xFF) as usize;
        let layer = &LAYERS[i];
        let place = place(draw);
        let x = place as f64 * layer.step;
        if place < layer.inside {
            return passed + x;
        }
        if i == 0 {
            passed += EDGES[1];
        } else {
            let height = HEIGHTS[i] + unit_uniform(bits.next()) * (HEIGHTS[i + 1] - HEIGHTS[i]);
            if height < libm::exp(-x) {
                return passed + x;
            }
        }
        draw = bits.next();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the tail starts: the solution that belongs to `AREA`.
    const TAIL: f64 = 7.697_117_470_131_05;

    /// Works the edges out with `libm`, from the base upward.
    fn edges() -> Vec<f64> {
        let mut height = libm::exp(-TAIL);
        let mut edges = vec![AREA / height, TAIL];
        while edges.len() < 256 {
            height += AREA / edges[edges.len() - 1];
            edges.push(-libm::log(height));
        }
        edges.push(0.0);
        edges
    }

    #[test]
    fn the_table_of_edges_is_what_libm_gives() {
        for (i, (stored, computed)) in EDGES.iter().zip(edges()).enumerate() {
            assert_eq!(
                stored.to_bits(),
                computed.to_bits(),
                "edge {i}: `{stored:?}` is stored, `{computed:?}` computed"
            );
        }
    }

    #[test]
    fn layers_close_at_the_top_and_follow_the_curve() {
        let top = HEIGHTS[255] + AREA / EDGES[255];
        assert!((top - 1.0).abs() < 1e-14, "the layers end at {top}");
        for i in 1..257 {
            let height = libm::exp(-EDGES[i]);
            assert!((HEIGHTS[i] / height - 1.0).abs() < 1e-13, "edge {i}");
        }
    }

    #[test]
    fn the_quick_test_accepts_978_of_1000() {
        let accepted: f64 =
            LAYERS.iter().map(|layer| layer.inside as f64 / PLACES).sum::<f64>() / 256.0;
        assert!((accepted - 0.978).abs() < 5e-4, "{accepted}");
    }

    #[test]
    fn extreme_draws_give_positive_finite_numbers() {
        for high in [0, 1, u64::MAX >> 8] {
            for layer in 0..256 {
                let x = unit_exponential(high << 8 | layer);
                assert!(x > 0.0 && x < 60.0, "{x}");
            }
        }
    }
}
