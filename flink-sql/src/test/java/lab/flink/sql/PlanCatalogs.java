package lab.flink.sql;

import java.util.List;
import java.util.regex.Pattern;
import lab.flink.sql.script.Statement;

/** Puts catalogs in memory where the tiers' are, so that a plan can be made without servers. */
public final class PlanCatalogs {
    private static final Pattern CATALOG =
            Pattern.compile("CREATE CATALOG (\\w+) WITH \\(.*\\)", Pattern.DOTALL);
    private static final Pattern TABLE =
            Pattern.compile("(CREATE TABLE IF NOT EXISTS .*\\) WITH )\\(.*\\)", Pattern.DOTALL);
    private static final String SWALLOW = "('connector' = 'blackhole')";

    private PlanCatalogs() {}

    public static List<Statement> standIn(List<Statement> statements) {
        return statements.stream().map(PlanCatalogs::standIn).toList();
    }

    /** The same for the hot tier alone: the lakes need no server. */
    public static List<Statement> standInForHot(List<Statement> statements) {
        return statements.stream()
                .map(statement -> isOfHot(statement) ? standIn(statement) : statement)
                .toList();
    }

    private static boolean isOfHot(Statement statement) {
        return statement instanceof Statement.Sql(String text)
                && (text.startsWith("CREATE CATALOG hot")
                        || text.startsWith("CREATE TABLE IF NOT EXISTS hot."));
    }

    private static Statement standIn(Statement statement) {
        if (!(statement instanceof Statement.Sql(String text))) {
            return statement;
        }
        var catalog = CATALOG.matcher(text);
        if (catalog.matches()) {
            return new Statement.Sql(
                    "CREATE CATALOG %s WITH ('type' = 'generic_in_memory')"
                            .formatted(catalog.group(1)));
        }
        if (text.contains("'connector' = 'paimon'")) {
            return new Statement.Sql(text.replaceAll("(?s)\\) WITH \\(.*\\)", ") WITH " + SWALLOW));
        }
        var table = TABLE.matcher(text);
        if (table.matches()) {
            return new Statement.Sql(
                    table.group(1).replaceAll("(?s)\\) PARTITIONED BY \\(.*?\\)", ")") + SWALLOW);
        }
        return statement;
    }
}
