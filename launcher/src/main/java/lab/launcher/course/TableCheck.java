package lab.launcher.course;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.query.AnswerSink;
import lab.launcher.query.Column;
import lab.launcher.query.StoppedLab;
import org.jspecify.annotations.Nullable;

/** Looks for what contradicts the claims about tables. */
final class TableCheck {
    private static final int SHOWN_MAX = 3;

    /** Whoever has tables. */
    interface Engine {
        List<List<@Nullable Object>> rows(String sql)
                throws LabException, IOException, InterruptedException;
    }

    private TableCheck() {}

    /** Of a lab that does not run. */
    static List<Proof> of(List<Claim> claims, DataDir data)
            throws LabException, IOException, InterruptedException {
        try (var lab = new StoppedLab(data)) {
            return of(
                    claims,
                    sql -> {
                        var rows = new Collected();
                        lab.answer(sql, false, rows);
                        return rows.rows;
                    });
        }
    }

    static List<Proof> of(List<Claim> claims, Engine engine)
            throws LabException, IOException, InterruptedException {
        List<Proof> proofs = new ArrayList<>();
        for (Claim claim : claims) {
            proofs.add(
                    Proof.of(claim.says(), counterexamples(engine.rows(claim.counterexamples()))));
        }
        return proofs;
    }

    private static Optional<String> counterexamples(List<List<@Nullable Object>> rows) {
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        String first =
                rows.stream()
                        .limit(SHOWN_MAX)
                        .map(String::valueOf)
                        .collect(Collectors.joining(", "));
        return Optional.of(
                rows.size() <= SHOWN_MAX
                        ? first
                        : "%s and %,d more".formatted(first, rows.size() - SHOWN_MAX));
    }

    private static final class Collected implements AnswerSink {
        private final List<List<@Nullable Object>> rows = new ArrayList<>();

        @Override
        public void head(List<Column> columns, Kind kind) {}

        @Override
        public void row(String change, List<@Nullable Object> values) {
            rows.add(values);
        }

        @Override
        public void end() {}
    }
}
