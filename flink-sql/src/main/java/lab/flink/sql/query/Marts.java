package lab.flink.sql.query;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lab.flink.sql.cluster.JobEnvironment;
import lab.flink.sql.script.SqlScript;
import lab.flink.sql.script.Statement;
import org.apache.flink.table.catalog.ObjectPath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The marts: views over the tables of the tiers, each of a SQL file. They are made in a session by
 * the first statement that speaks of them, since most sessions ask for none.
 */
public final class Marts {
    private static final Logger log = LoggerFactory.getLogger(Marts.class);

    /** All there are; each is a file of its name. */
    public static final List<String> NAMES =
            List.of(
                    "candles_1d",
                    "daily_metrics",
                    "latest_price",
                    "liquidity",
                    "exchange_health",
                    "ingestion_latency_1m",
                    "pipeline_health_5m",
                    "volume_by_hour");

    private static final String CATALOG = "marts";
    private static final Pattern TABLE = Pattern.compile("\\b(\\w+)\\.`([^`]+)`\\.(\\w+)");

    private Marts() {}

    static boolean areMeantBy(String statement) {
        return statement.toLowerCase(Locale.ROOT).contains(CATALOG);
    }

    /** Those of which all tables are there: a lab that ends with the warm tier has no others. */
    static void create(JobEnvironment environment, Map<String, String> variables) {
        environment.prepare(statements("marts", variables));
        Set<String> standIns = new HashSet<>();
        for (Statement statement : statements("stand_ins", variables)) {
            MatchResult made = tables(statement).findFirst().orElseThrow();
            if (isMissing(made, environment)) {
                environment.prepare(List.of(statement));
                standIns.add(made.group());
            }
        }
        for (String name : NAMES) {
            List<Statement> statements = statements(name, variables);
            List<String> missing =
                    statements.stream()
                            .flatMap(Marts::tables)
                            .filter(table ->
                                    !table.group(3).equals(name)
                                            && !standIns.contains(table.group())
                                            && isMissing(table, environment))
                            .map(MatchResult::group)
                            .distinct()
                            .toList();
            if (missing.isEmpty()) {
                environment.prepare(statements);
            } else {
                log.info("mart is left out mart={} missing={}", name, missing);
            }
        }
    }

    private static List<Statement> statements(String file, Map<String, String> variables) {
        return SqlScript.shipped("marts/" + file + ".sql").statements(variables);
    }

    /** The tables that a statement names. */
    private static Stream<MatchResult> tables(Statement statement) {
        return statement instanceof Statement.Sql(var text)
                ? TABLE.matcher(text).results()
                : Stream.empty();
    }

    private static boolean isMissing(MatchResult table, JobEnvironment environment) {
        var path = new ObjectPath(table.group(2), table.group(3));
        return !environment
                .tables()
                .getCatalog(table.group(1))
                .map(catalog -> catalog.tableExists(path))
                .orElse(false);
    }
}
