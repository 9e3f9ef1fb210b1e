//! Every sampler's samples, bit for bit: whoever changes an algorithm changes every recorded run, and sees it here.
//!
//! If a change is meant, the message of the failing test holds the new table.

use super::{cases, samples};

/// Enough to pass through the rare branches: tail and wedges of the ziggurat, rejections of the gamma sampler.
const SAMPLES: usize = 10_000;

#[test]
fn samples_stay_what_they_are() {
    let found: Vec<Row> =
        cases().into_iter().map(|(name, law)| row(name, &samples(&law, 31, SAMPLES))).collect();
    let lines: Vec<String> = found.iter().map(line).collect();
    assert!(found == GOLDEN, "samples have changed; they are now\n{}", lines.join("\n"));
}

/// Name of the case, bits of the first two samples, digest of all.
type Row = (&'static str, [u64; 2], u64);

fn row(name: &'static str, samples: &[f64]) -> Row {
    let digest = samples.iter().fold(0_u64, |digest, sample| {
        (digest.rotate_left(5) ^ sample.to_bits()).wrapping_mul(0x517C_C1B7_2722_0A95)
    });
    (name, [samples[0].to_bits(), samples[1].to_bits()], digest)
}

/// Writes a row as the table has it.
fn line((name, [first, second], digest): &Row) -> String {
    format!("    (\"{name}\", [{}, {}], {}),", hex(*first), hex(*second), hex(*digest))
}
fn hex(bits: u64) -> String {
    let part = |shift: u32| bits >> shift & 0xFFFF;
    format!("0x{:04X}_{:04X}_{:04X}_{:04X}", part(48), part(32), part(16), part(0))
}

#[rustfmt::skip]
const GOLDEN: &[Row] = &[
    ("constant", [0x401C_0000_0000_0000, 0x401C_0000_0000_0000], 0xF774_637F_1318_50A2),
    ("uniform", [0x4012_1833_0D9A_5B7F, 0x4010_D9FA_5DBF_2CF6], 0x5C18_B44B_FD65_6E83),
    ("triangular", [0x4010_DF28_3232_DE07, 0x400D_AC8A_DBB5_0AE9], 0xB7CC_92EF_4F0E_510C),
    ("triangular, mode at the end", [0x4006_0320_3315_7F13, 0x4004_9CC5_FDEE_5446], 0xF358_B181_EB41_0A22),
    ("exponential", [0x402F_A547_CA6F_31F8, 0x4034_4D1A_C816_68C2], 0x1171_3A79_66EF_5156),
    ("normal", [0x4027_FF6E_DFA2_473C, 0x4026_8B4C_A351_29D7], 0x238A_9CF7_52A7_CE97),
    ("normal, positive", [0x4006_2DA8_E494_A9CE, 0x4002_4430_A6B2_483A], 0xD52A_7633_B35E_E641),
    ("normal, lower part", [0x4021_6BC7_0D76_B9FB, 0x4021_0340_2193_C6A3], 0x4114_F0EE_8EEF_76CD),
    ("normal, narrow", [0x4016_D709_D683_609D, 0x4016_BC62_FF18_12A8], 0x9003_7D79_64CF_17E0),
    ("normal, far out", [0x4011_9F84_E0A6_9959, 0x4011_33B2_4688_8219], 0x06A4_9BBB_A0BF_72B9),
    ("lognormal", [0x4092_740D_1ADB_BB3D, 0x4090_6668_EC7D_8D03], 0xC3C8_C403_155E_AB11),
    ("lognormal by median", [0x4043_41F9_A887_17AE, 0x4041_95D1_0BCA_0FE7], 0x0416_962C_F656_82C1),
    ("gamma, shape below 1", [0x3FBC_DE9D_C8B0_FA83, 0x3FF9_FCCA_3E1A_02F2], 0x4AD6_F631_AE0E_2FDC),
    ("gamma", [0x4011_0CAE_6F56_C584, 0x4019_6852_EAC1_3AF1], 0x2588_E8B2_7A6C_B636),
    ("gamma, nearly normal", [0x4033_E59C_6AC9_092E, 0x4034_D78C_A88F_451C], 0x8576_546E_55BB_2D3E),
    ("erlang, few stages", [0x401D_3946_2E38_485E, 0x4022_E3A4_0F52_112A], 0x3FB1_CECF_9C7A_3475),
    ("erlang, many stages", [0x4033_AD99_1B80_C3AF, 0x4035_D1AD_5B69_3FD0], 0xEFC4_3B68_C6D4_E9CC),
    ("weibull, early failures", [0x4035_6EBE_1E6D_71C9, 0x402C_C7A7_2F88_7458], 0x42A0_E47D_E6F8_F8FE),
    ("weibull, wear", [0x4061_FB00_4DE3_6324, 0x405F_A820_157D_EE57], 0xB500_58C1_F91E_2FFE),
    ("beta, bath tub", [0x3FEE_2883_9D09_972A, 0x3FE1_C796_CB83_4A9D], 0xAA9F_2BB8_EFCF_7A18),
    ("beta, small shapes", [0x3AD7_8CE5_CA01_4557, 0x3E39_813A_3F50_BC4E], 0x829A_78B7_4791_FDFD),
    ("pert", [0x402A_BD15_B521_DB91, 0x402A_DEC2_526B_0C76], 0xC7C6_C16E_144B_E82E),
    ("discrete", [0x4014_0000_0000_0000, 0x4008_0000_0000_0000], 0xD7CD_41B2_27F2_33E5),
    ("bernoulli", [0x4020_0000_0000_0000, 0x4020_0000_0000_0000], 0x38EB_4F16_A1B9_CFE7),
    ("bernoulli, loss", [0x0000_0000_0000_0000, 0x0000_0000_0000_0000], 0xEC67_5F37_D32A_32D7),
    ("geometric", [0x402E_0000_0000_0000, 0x4024_0000_0000_0000], 0x9308_4740_2858_5914),
    ("geometric, certain", [0x4004_0000_0000_0000, 0x4004_0000_0000_0000], 0x63D3_D42E_3FEB_B96D),
    ("empirical", [0x4018_0000_0000_0000, 0x4014_0000_0000_0000], 0x9BBE_8D6C_3DB9_2E5A),
    ("mixture", [0x4040_76D7_EC9E_DF43, 0x401D_D75E_8699_D4B5], 0x675F_82A0_4449_5AAC),
    ("mixture with an atom", [0x3FED_7A3C_C904_C0BC, 0x3FFE_AC76_2E97_279E], 0xA37D_F237_BF39_C34B),
    ("shifted", [0x401E_DA2D_2222_492C, 0x401D_40F0_0B76_80EC], 0x841A_74A7_4210_E927),
    ("constant, truncated", [0x401C_0000_0000_0000, 0x401C_0000_0000_0000], 0xF774_637F_1318_50A2),
    ("uniform, truncated", [0x4006_BACC_B3BC_3CFF, 0x4005_E6A6_E92A_1DFA], 0x0FDD_85BF_B5C8_F5EA),
    ("triangular, truncated", [0x400B_CA47_D9B6_BFE1, 0x4009_76B9_5196_DF81], 0xA4BC_F159_6ABC_AD98),
    ("triangular, flank", [0x4013_37DB_AD37_99A1, 0x4011_DA6F_F22B_19DD], 0x5047_0DE4_6CA0_948E),
    ("exponential, truncated", [0x4051_FF08_7A78_123D, 0x404E_4F9C_EA47_D075], 0x31F2_B0B1_EF3B_C5E1),
    ("exponential, narrow", [0x4034_6B91_5C1D_1DDD, 0x4034_5E42_B7AD_BE84], 0x87B2_3E38_7084_4ABB),
    ("exponential, from", [0x4046_E951_F29B_CC7E, 0x4049_268D_640B_3461], 0xA9AD_51CD_4EF8_C286),
    ("normal, truncated", [0x4027_83BC_EC8B_8D5A, 0x4026_736F_0C03_2145], 0x09CB_3763_AB2E_B942),
    ("lognormal, truncated", [0x4091_D53E_E500_C83F, 0x4090_1F50_C071_B68A], 0x3837_CC82_AC36_DEE1),
    ("lognormal, upper tail", [0x40A2_D4E3_DA4B_05DB, 0x40A1_F316_5838_632E], 0xE859_7187_926B_C698),
    ("gamma, truncated", [0x401A_8994_46E6_E1BC, 0x4016_A377_8612_2CC5], 0x49EE_64CA_3BF8_268F),
    ("erlang, truncated", [0x4036_21E5_C661_73F9, 0x4033_31A2_F89A_D4FC], 0x8E27_90A7_1CAF_A38C),
    ("weibull, truncated", [0x405E_C25E_3C61_6A3B, 0x405B_F2D2_CAB1_167A], 0xA816_520A_E1AA_CB5D),
    ("pert, truncated", [0x402D_221B_8C48_6933, 0x402B_EF32_3F46_C12F], 0xABC7_7095_D4D5_13B2),
    ("discrete, truncated", [0x4014_0000_0000_0000, 0x4014_0000_0000_0000], 0x587B_5EEF_0C0D_43CF),
    ("bernoulli, truncated", [0x0000_0000_0000_0000, 0x0000_0000_0000_0000], 0x0000_0000_0000_0000),
    ("geometric, truncated", [0x4018_0000_0000_0000, 0x4018_0000_0000_0000], 0xEA86_4018_EE48_4C85),
    ("geometric, truncated above", [0x4018_0000_0000_0000, 0x4018_0000_0000_0000], 0xEA86_4018_EE48_4C85),
    ("geometric, truncated below", [0x4032_0000_0000_0000, 0x402C_0000_0000_0000], 0xDBD6_371D_679D_0C03),
    ("empirical, truncated", [0x4014_0000_0000_0000, 0x4010_0000_0000_0000], 0x13A6_1210_FE34_CD11),
    ("mixture, truncated", [0x4040_115C_D475_7288, 0x4025_E188_2334_31EE], 0x9B9C_4C58_15E3_91F0),
    ("shifted, truncated", [0x401F_3C84_8E1A_587C, 0x401D_E039_3EDF_9ECD], 0x2D22_C1AB_A77D_59AB),
    ("truncated twice", [0x4018_EDD0_F6A5_7976, 0x4015_A4EA_867F_91FE], 0x0D84_FD9F_9318_0840),
];
