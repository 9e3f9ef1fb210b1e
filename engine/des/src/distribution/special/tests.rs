//! The special functions against references.
//!
//! The references were worked out with mpmath 1.3 at 40 to 60 digits, by its error function and incomplete gamma and
//! beta functions, and for large shapes by integrating the density.

use super::*;

/// Stated accuracy: 1e-10. What is reached: this.
const TOLERANCE: f64 = 1e-12;

#[track_caller]
fn assert_close(found: f64, expected: f64, what: &str) {
    let error = if expected == 0.0 { found } else { (found - expected) / expected };
    assert!(
        error.abs() <= TOLERANCE,
        "{what}: `{found:e}` instead of `{expected:e}`, relative error {error:e}"
    );
}

#[track_caller]
fn assert_tails(found: Tails, lower: f64, upper: f64, what: &str) {
    assert_close(found.lower, lower, &format!("lower tail, {what}"));
    assert_close(found.upper, upper, &format!("upper tail, {what}"));
}

#[test]
fn normal_tails_match() {
    for (z, lower, upper) in NORMAL_TAILS {
        assert_tails(normal_tails(z), lower, upper, &format!("z = {z}"));
    }
}

#[test]
fn normal_quantiles_match() {
    for (p, z) in NORMAL_QUANTILES {
        let at = Tails::from_lower(p);
        assert_close(normal_quantile(at), z, &format!("p = {p}"));
        assert_close(normal_quantile(at.mirrored()), -z, &format!("upper tail = {p}"));
    }
    assert_eq!(normal_quantile(Tails::START), f64::NEG_INFINITY);
    assert_eq!(normal_quantile(Tails::END), f64::INFINITY);
}

#[test]
fn gamma_tails_match() {
    for ((shape, x), lower, upper) in GAMMA_TAILS {
        assert_tails(gamma_tails(shape, x), lower, upper, &format!("shape = {shape}, x = {x}"));
    }
}

#[test]
fn beta_tails_match() {
    for ((a, b, x), lower, upper) in BETA_TAILS {
        assert_tails(beta_tails(a, b, x), lower, upper, &format!("a = {a}, b = {b}, x = {x}"));
        let mirrored = beta_tails(b, a, 1.0 - x);
        // 1 - x is rounded, so that the mirror image is as good as x is well conditioned.
        assert!(
            (mirrored.upper - lower).abs() < 1e-12 && (mirrored.lower - upper).abs() < 1e-12,
            "a = {a}, b = {b}"
        );
    }
}

/// Half a difference of tails over a short way is the density in the middle of it.
#[test]
fn densities_are_slopes_of_tails() {
    for (x, h) in [(0.2, 1e-5), (0.5, 1e-5), (0.9, 1e-5)] {
        let slope = |tails: &dyn Fn(f64) -> Tails| tails(x - h).up_to(tails(x + h)) / (2.0 * h);
        let pairs = [
            (normal_density(x), slope(&normal_tails)),
            (gamma_slope(2.5, x) / x, slope(&|x| gamma_tails(2.5, x))),
            (beta_slope(2.5, 1.5, x) / x, slope(&|x| beta_tails(2.5, 1.5, x))),
        ];
        for (density, slope) in pairs {
            assert!((density / slope - 1.0).abs() < 1e-8, "{density} and {slope} at {x}");
        }
    }
}

/// The largest Erlang law that can be written: slow, but finite and right.
#[test]
fn huge_shapes_converge() {
    let shape = f64::from(u32::MAX);
    let tails = gamma_tails(shape, shape);
    // To first order, the median lies a third below the mean: Abramowitz and Stegun 26.4.
    let expected = 0.5 + 1.0 / (3.0 * (2.0 * core::f64::consts::PI * shape).sqrt());
    assert!((tails.lower - expected).abs() < 1e-10, "{tails:?}");
    assert!((tails.lower + tails.upper - 1.0).abs() < 1e-15, "{tails:?}");
}

/// `z`, lower and upper tail.
const NORMAL_TAILS: [(f64, f64, f64); 11] = [
    (-37.0, 5.725_571_222_524_577e-300, 1.0),
    (-20.0, 2.753_624_118_606_233_7e-89, 1.0),
    (-8.0, 6.220_960_574_271_784e-16, 0.999_999_999_999_999_3),
    (-3.0, 0.001_349_898_031_630_094_6, 0.998_650_101_968_369_9),
    (-1.0, 0.158_655_253_931_457_05, 0.841_344_746_068_542_9),
    (-0.1, 0.460_172_162_722_971, 0.539_827_837_277_029),
    (0.0, 0.5, 0.5),
    (0.5, 0.691_462_461_274_013_1, 0.308_537_538_725_986_9),
    (2.0, 0.977_249_868_051_820_8, 0.022_750_131_948_179_21),
    (6.5, 0.999_999_999_959_84, 4.016_000_583_859_118e-11),
    (12.0, 1.0, 1.776_482_112_077_679e-33),
];

/// `p` and its quantile.
const NORMAL_QUANTILES: [(f64, f64); 12] = [
    (1.0e-300, -37.047_096_299_361_2),
    (1.0e-100, -21.273_453_560_965_326),
    (1.0e-20, -9.262_340_089_798_407),
    (1.0e-9, -5.997_807_015_007_686_5),
    (0.001, -3.090_232_306_167_813_6),
    (0.074_9, -1.440_238_267_527_963_7),
    (0.075_1, -1.438_825_392_752_54),
    (0.3, -0.524_400_512_708_040_8),
    (0.5, 0.0),
    (0.6, 0.253_347_103_135_799_7),
    (0.95, 1.644_853_626_951_472_2),
    (0.999_9, 3.719_016_485_455_708_4),
];

/// Shape and `x`, lower and upper tail.
const GAMMA_TAILS: [((f64, f64), f64, f64); 17] = [
    ((0.001, 1.0e-10), 0.977_800_656_598_625_8, 0.022_199_343_401_374_194),
    ((0.001, 0.5), 0.999_439_933_343_529_2, 0.000_560_066_656_470_749_8),
    ((0.1, 3.0), 0.998_434_728_252_885_6, 0.001_565_271_747_114_354),
    ((0.5, 0.01), 0.112_462_916_018_284_9, 0.887_537_083_981_715_2),
    ((0.5, 20.0), 0.999_999_999_746_037_1, 2.539_628_589_470_865e-10),
    ((1.0, 1.0), 0.632_120_558_828_557_7, 0.367_879_441_171_442_33),
    ((2.5, 0.1), 0.000_886_138_788_812_442_6, 0.999_113_861_211_187_5),
    ((2.5, 3.4), 0.764_055_462_305_478_6, 0.235_944_537_694_521_4),
    ((2.5, 3.6), 0.793_814_080_290_444_1, 0.206_185_919_709_555_88),
    ((15.9, 10.0), 0.051_553_948_004_849_755, 0.948_446_051_995_150_2),
    ((16.1, 10.0), 0.046_056_775_645_121_464, 0.953_943_224_354_878_5),
    ((30.0, 60.0), 0.999_993_123_735_031_2, 6.876_264_968_732_097e-6),
    ((100.0, 70.0), 0.000_430_372_594_979_890_87, 0.999_569_627_405_020_1),
    ((100.0, 100.5), 0.533_171_386_247_446_6, 0.466_828_613_752_553_4),
    ((10_000.0, 9_900.0), 0.158_651_192_193_564_66, 0.841_348_807_806_435_4),
    ((10_000.0, 10_400.0), 0.999_961_119_829_426, 3.888_017_057_398_82e-5),
    ((1_000_000.0, 1_001_000.0), 0.841_344_786_368_340_3, 0.158_655_213_631_659_71),
];

/// `a`, `b` and `x`, lower and upper tail.
const BETA_TAILS: [((f64, f64, f64), f64, f64); 9] = [
    ((0.5, 0.5, 0.1), 0.204_832_764_699_133_45, 0.795_167_235_300_866_5),
    ((0.01, 0.02, 0.7), 0.672_237_080_200_624_7, 0.327_762_919_799_375_3),
    ((1.0, 3.0, 0.25), 0.578_125, 0.421_875),
    ((2.0, 4.0, 0.9), 0.999_54, 0.000_459_999_999_999_999_6),
    ((5.0, 1.5, 1.0e-5), 2.707_019_970_678_956_3e-25, 1.0),
    ((30.0, 0.7, 0.999), 0.906_909_406_248_113_2, 0.093_090_593_751_886_79),
    ((20.0, 30.0, 0.4), 0.507_700_199_657_648, 0.492_299_800_342_352),
    ((800.0, 500.0, 0.6), 0.127_358_723_535_330_68, 0.872_641_276_464_669_4),
    ((10_000.0, 20_000.0, 0.33), 0.110_205_519_127_419_72, 0.889_794_480_872_580_3),
];
