//! The standard normal law: density, tails, quantile.

use core::f64::consts::{PI, SQRT_2};

use super::Tails;

/// Returns the density `exp(-z²/2) / √(2π)`.
pub(crate) fn normal_density(z: f64) -> f64 {
    libm::exp(-0.5 * z * z) / (2.0 * PI).sqrt()
}

/// Returns both tails at `z`, through the complementary error function.
pub(crate) fn normal_tails(z: f64) -> Tails {
    Tails { lower: 0.5 * libm::erfc(-z / SQRT_2), upper: 0.5 * libm::erfc(z / SQRT_2) }
}

/// Returns the point with these tails; infinite where one of them is 0.
///
/// A rational approximation in three ranges, good to about 1e-16 relative. Source: M. J. Wichura, "Algorithm AS 241:
/// the percentage points of the normal distribution", Applied Statistics 37(3), 1988, routine PPND16.
pub(crate) fn normal_quantile(at: Tails) -> f64 {
    let from_center = at.lower - 0.5;
    if from_center.abs() <= 0.425 {
        return from_center * ratio(&CENTER, 0.180_625 - from_center * from_center);
    }
    let tail = at.lower.min(at.upper);
    if tail <= 0.0 {
        return f64::INFINITY.copysign(from_center);
    }
    let r = (-libm::log(tail)).sqrt();
    let z = if r <= 5.0 { ratio(&FLANK, r - 1.6) } else { ratio(&FAR, r - 5.0) };
    z.copysign(from_center)
}

/// Coefficients of numerator and denominator, from the constant term upward.
type Rational = [[f64; 8]; 2];

fn ratio([above, below]: &Rational, r: f64) -> f64 {
    polynomial(above, r) / polynomial(below, r)
}

fn polynomial(coefficients: &[f64; 8], r: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * r + coefficient)
}

/// `|p - 1/2| <= 0.425`, in `0.425² - (p - 1/2)²`.
const CENTER: Rational = [
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
];

/// Tails down to exp(-25), in `√(-ln tail) - 1.6`.
const FLANK: Rational = [
    [
        1.423_437_110_749_683_6,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        0.000_774_545_014_278_341_4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        0.000_547_593_808_499_534_5,
        1.050_750_071_644_416_9e-9,
    ],
];

/// Smaller tails, in `√(-ln tail) - 5`.
const FAR: Rational = [
    [
        6.657_904_643_501_104,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        0.000_786_869_131_145_613_3,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_445_8e-7,
        2.044_263_103_389_939_8e-15,
    ],
];
