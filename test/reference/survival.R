# Recomputes references of the survival chapter by R's survival, from the inputs that they hold: curves, standard errors, tests of
# groups, concordance and competing causes. What R does not give in one call is kept as it is.
#
#   Rscript survival.R FOLDER FOLDER_OF_THE_REFERENCES
#
# Debian: r-base-core, r-cran-survival, r-cran-jsonlite.
suppressPackageStartupMessages({ library(survival); library(jsonlite) })
folders <- commandArgs(trailingOnly = TRUE)
dir.create(file.path(folders[1], "survival"), showWarnings = FALSE)
numbers <- function(x) unlist(lapply(x, function(v) if (is.null(v)) NA else v))
rows <- function(m) lapply(seq_len(nrow(m)), function(i) unname(m[i, ]))

revise <- function(name, cases) {
  text <- read_json(file.path(folders[2], "survival", paste0(name, ".json")))
  for (i in seq_along(text$cases)) {
    case <- text$cases[[i]]
    made <- cases(lapply(case$inputs, numbers), case$name)
    text$cases[[i]]$expected <- modifyList(case$expected, made)
  }
  write_json(text, file.path(folders[1], "survival", paste0(name, ".json")), auto_unbox = TRUE, digits = 15, null = "null", na = "null")
}
curve <- function(data, ...) {
  weights <- if (is.null(data$weights)) rep(1, length(data$time)) else data$weights
  id <- if (is.null(data$id)) seq_along(data$time) else data$id
  survfit(Surv(time, status) ~ 1, data, weights = weights, id = id, robust = isTRUE(as.logical(data$robust)), ...)
}

revise("km", function(data, name) {
  fit <- curve(data)
  list(time = I(fit$time), n_risk = I(fit$n.risk), n_event = I(fit$n.event), surv = I(fit$surv), cumhaz = I(fit$cumhaz))
})
revise("nelson_aalen", function(data, name) {
  plain <- curve(data, ctype = 1)
  corrected <- curve(data, ctype = 2)
  list(cumhaz = plain$cumhaz, std_err_poisson = plain$std.chaz, cumhaz_fleming_harrington = corrected$cumhaz)
})
revise("logrank", function(data, name) {
  of <- function(rho) {
    test <- survdiff(Surv(time, status) ~ group, data, rho = rho)
    list(observed = as.vector(test$obs), expected = as.vector(test$exp), var = rows(test$var), chisq = test$chisq)
  }
  list(rho_0 = of(0), rho_0.5 = of(0.5), rho_1 = of(1))
})
revise("concordance", function(data, name) {
  # R counts pairs in which a larger x goes with a longer time.
  c <- concordance(Surv(time, status) ~ x, data)
  list(c = c$concordance, se = sqrt(c$var), concordant = c$count[["concordant"]], discordant = c$count[["discordant"]])
})
revise("competing_risks", function(data, name) {
  kind <- factor(data$event, levels = 0:2)
  fit <- survfit(Surv(data$time, kind) ~ 1)
  list(all = list(pstate = rows(fit$pstate), cumhaz = rows(fit$cumhaz)))
})
