# SPDX-License-Identifier: MIT
# The reference values of tests/unit/test-ranktest.c, by R. Run once, not by
# the tests: cd tests/unit/captured/stats && Rscript generate.R
#
# Without ties p and intervals are wilcox.test(exact = TRUE, conf.int = TRUE).
# With ties R has no exact test, so p is counted over every assignment of signs
# or labels, and the interval is taken at qsignrank() or qwilcox() as R does
# without ties. Both ways are run where both apply and must agree.
options(digits = 17, warn = 2)
set.seed(20161104)
show <- function(x) paste(sprintf("%.17g", x), collapse = " ")

tail2 <- function(all, seen) min(1, 2 * min(mean(all <= seen + 1e-9), mean(all >= seen - 1e-9)))
signed.p <- function(d) {
	d <- d[d != 0]
	if (length(d) == 0) return(1)
	r <- rank(abs(d))
	signs <- as.matrix(expand.grid(rep(list(0:1), length(d))))
	tail2(as.vector(signs %*% r), sum(r[d > 0]))
}
sum.p <- function(a, b) {
	r <- rank(c(a, b))
	tail2(combn(r, length(a), FUN = sum), sum(r[seq_along(a)]))
}
ci <- function(diffs, q) {
	diffs <- sort(diffs)
	if (q == 0) c(NA, NA) else c(diffs[q], diffs[length(diffs) + 1 - q])
}
walsh <- function(d) { w <- outer(d, d, "+") / 2; w[!lower.tri(w)] }
same <- function(x, y) stopifnot(all(abs(x - y) < 1e-9))

paired <- function(d, file) {
	n <- length(d); w <- walsh(d); untied <- !any(duplicated(abs(d))) && all(d != 0)
	p <- if (n <= 16 || !untied) signed.p(d) else wilcox.test(d, exact = TRUE)$p.value
	if (untied) same(p, wilcox.test(d, exact = TRUE)$p.value)
	for (level in c(0.9, 0.95, 0.99)) {
		q <- qsignrank((1 - level) / 2, n)
		i <- ci(w, q)
		if (untied && q > 0) {
			t <- wilcox.test(d, exact = TRUE, conf.int = TRUE, conf.level = level)
			same(i, t$conf.int); same(median(w), t$estimate)
		}
		cat("paired", level, n, show(d), show(p), show(median(w)), show(i), "\n", file = file)
	}
}
unpaired <- function(a, b, file) {
	d <- as.vector(outer(b, a, "-")); untied <- !any(duplicated(c(a, b)))
	p <- if (choose(length(a) + length(b), length(a)) < 2e5 || !untied) sum.p(a, b) else wilcox.test(b, a, exact = TRUE)$p.value
	if (untied) same(p, wilcox.test(b, a, exact = TRUE)$p.value)
	for (level in c(0.9, 0.95, 0.99)) {
		q <- qwilcox((1 - level) / 2, length(a), length(b))
		i <- ci(d, q)
		if (untied && q > 0) {
			t <- wilcox.test(b, a, exact = TRUE, conf.int = TRUE, conf.level = level)
			same(i, t$conf.int); same(median(d), t$estimate)
		}
		cat("unpaired", level, length(a), length(b), show(a), show(b), show(p), show(median(d)), show(i), "\n", file = file)
	}
}
holm <- function(p, file) cat("holm", length(p), show(p), show(p.adjust(p, "holm")), "\n", file = file)

f <- file("paired.txt", "w")
for (n in c(3:30)) paired(rnorm(n, 0.4), f)
for (n in c(3:16)) paired(round(rnorm(n, 0.4) * 3) / 3, f)
close(f)
f <- file("unpaired.txt", "w")
for (n in c(3:30)) unpaired(rnorm(n), rnorm(max(3, n - n %% 4), 0.7), f)
for (n in c(3:9)) unpaired(round(rnorm(n) * 2), round(rnorm(n + 1, 0.7) * 2), f)
close(f)
f <- file("holm.txt", "w")
for (n in c(1, 2, 5, 12)) holm(runif(n) ^ 3, f)
holm(c(0.01, 0.04, 0.01, 0.03, 0.04), f)
close(f)
