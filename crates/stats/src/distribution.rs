//! Distributions: the normal, chi-square, Student's t, and the beta, from the incomplete gamma and beta functions.

/// How often a standard normal value is at least as far from 0 as `z`.
pub(crate) fn two_sided(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// The complementary error function for arguments not below 0, to 12 digits: the series of erf where it is quick, else
/// its continued fraction (Abramowitz & Stegun 7.1.6, 7.1.14).
fn erfc(x: f64) -> f64 {
    let gauss = (-x * x).exp() / std::f64::consts::PI.sqrt();
    if x < 2.5 {
        let (mut term, mut sum) = (x, x);
        for n in 1..200 {
            term *= 2.0 * x * x / f64::from(2 * n + 1);
            sum += term;
        }
        return 1.0 - 2.0 * gauss * sum;
    }
    let mut fraction = 0.0;
    for n in (1..=100).rev() {
        fraction = f64::from(n) / 2.0 / (x + fraction);
    }
    gauss / (x + fraction)
}

/// ln Γ(x) for x > 0 (Lanczos, g = 7, 9 terms).
pub(crate) fn ln_gamma(x: f64) -> f64 {
    const TERMS: [f64; 9] = [
        0.999_999_999_999_809_9,
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    let x = x - 1.0;
    let sum: f64 =
        TERMS[0] + TERMS[1..].iter().zip(1..).map(|(term, n)| term / (x + f64::from(n))).sum::<f64>();
    let t = x + 7.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
}

/// How often a chi-square value with these degrees of freedom is at least `statistic`.
pub(crate) fn chi_square_tail(statistic: f64, freedom: f64) -> f64 {
    upper_gamma(freedom / 2.0, statistic / 2.0)
}

/// The regularised upper incomplete gamma function Q(a, x): the series of P where it is quick (DLMF 8.7.1), else the
/// continued fraction by Lentz's method (DLMF 8.9.2).
fn upper_gamma(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let front = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum) = (1.0 / a, 1.0 / a);
        let mut n = a;
        while term > sum * 1e-16 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return (1.0 - front * sum).clamp(0.0, 1.0);
    }
    let tiny = 1e-300;
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1.0 / tiny, 1.0 / b);
    let mut fraction = d;
    for step in 1..1_000 {
        let n = f64::from(step);
        let by = -n * (n - a);
        b += 2.0;
        let away = |value: f64| if value.abs() < tiny { tiny } else { value };
        d = 1.0 / away(by * d + b);
        c = away(b + by / c);
        let change = c * d;
        fraction *= change;
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    (front * fraction).clamp(0.0, 1.0)
}

/// The regularised incomplete beta function (continued fraction by Lentz's method; DLMF 8.17.22).
pub(crate) fn beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta(b, a, 1.0 - x);
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (1.0 - x).ln()).exp() / a;
    let tiny = 1e-300;
    let away = |value: f64| if value.abs() < tiny { tiny } else { value };
    let (mut c, mut d) = (1.0, 1.0 / away(1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for step in 1..500 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        let change = d * c;
        fraction *= change;
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    front * fraction
}

/// Where [`beta`] reaches `p`, by halving.
pub(crate) fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if beta(a, b, middle) < p { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// How often Student's t with these degrees of freedom is at least as far from 0 as `t`.
pub(crate) fn t_two_sided(t: f64, freedom: f64) -> f64 {
    beta(freedom / 2.0, 0.5, freedom / (freedom + t * t))
}

/// The value that Student's t exceeds on either side with probability `tail` in all.
pub(crate) fn t_quantile(tail: f64, freedom: f64) -> f64 {
    let x = beta_quantile(freedom / 2.0, 0.5, tail);
    (freedom * (1.0 - x) / x).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::close;

    #[test]
    fn tables_are_met() {
        // Abramowitz & Stegun, tables 26.1, 26.10; R: pnorm, qt, pbeta.
        close(two_sided(1.959_963_984_540_054), 0.05, 1e-12);
        close(two_sided(4.5), 6.795_346e-6, 1e-11);
        close(two_sided(0.0), 1.0, 1e-15);
        for (freedom, quantile) in [(1.0, 12.706_205), (4.0, 2.776_445), (30.0, 2.042_272), (1e6, 1.959_966)]
        {
            close(t_quantile(0.05, freedom), quantile, 1e-6);
            close(t_two_sided(quantile, freedom), 0.05, 1e-7);
        }
        close(beta(2.0, 3.0, 0.4), 0.5248, 1e-12);
        // R: pchisq(.., lower.tail = FALSE); the quantiles are of Abramowitz & Stegun, table 26.8.
        for (statistic, freedom, tail) in
            [(3.841_459, 1.0, 0.05), (9.210_340, 2.0, 0.01), (124.342_113, 100.0, 0.05), (0.0, 3.0, 1.0)]
        {
            close(chi_square_tail(statistic, freedom), tail, 1e-7);
        }
    }
}
