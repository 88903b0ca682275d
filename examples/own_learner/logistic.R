# A learner in R, base R alone: risk.learner = "external", risk.external.command = ["Rscript", "logistic.R"].
# It speaks the protocol of docs/how_to/own_learner.md. The model is glm's coefficients, serialised by R.

questions <- file("stdin", "rb")
answers <- pipe("cat", "wb")

whole <- function(n = 1) readBin(questions, "integer", n, size = 4, endian = "little")
text <- function() rawToChar(readBin(questions, "raw", whole()))
features <- function(rows, columns) {
  matrix(readBin(questions, "numeric", rows * columns, size = 4, endian = "little"), rows, columns)
}
answer <- function(bytes, status = 0L) {
  writeBin(c(status, length(bytes)), answers, size = 4, endian = "little")
  writeBin(bytes, answers)
  flush(answers)
}

repeat {
  kind <- readBin(questions, "raw", 4)
  if (length(kind) < 4) break  # no more questions
  head <- whole(6)             # version, month, seed, rows, columns, weights or not
  rows <- head[4]
  columns <- head[5]
  authority <- text()
  names <- vapply(seq_len(columns), function(j) text(), "")
  if (rawToChar(kind) == "FIT ") {
    x <- features(rows, columns)
    y <- as.integer(readBin(questions, "raw", rows))
    w <- if (head[6] == 1) readBin(questions, "numeric", rows, size = 4, endian = "little") else rep(1, rows)
    fitted <- suppressWarnings(glm.fit(cbind(1, x), y, w, family = quasibinomial()))
    beta <- fitted$coefficients
    beta[is.na(beta)] <- 0
    answer(serialize(beta, NULL))
  } else {
    beta <- unserialize(readBin(questions, "raw", whole()))
    x <- features(rows, columns)
    answer(writeBin(as.vector(plogis(cbind(1, x) %*% beta)), raw(), size = 4, endian = "little"))
  }
}
