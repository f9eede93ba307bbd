package lab.flink.sql.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lab.files.DurableFiles;
import lab.files.KeptFile;
import lab.flink.sql.cluster.JobConfiguration;
import lab.flink.sql.cluster.JobEnvironment;
import lab.flink.sql.job.JobRefusedException;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.script.SqlScript;
import lab.flink.sql.script.Statement;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.DefaultExecutorServiceLoader;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.catalog.ObjectPath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes to tables that older versions made: numbered SQL files, run once each, in order, before
 * any job starts.
 *
 * <p>What has run is written down in {@code migrations.json} beside the tables. A start that is
 * killed between a change and its record runs the file again, so each statement looks first whether
 * it is done: a column that is there is not added. A table that is not there is left to its {@code
 * CREATE TABLE}, which has all columns; so a new directory runs every file and changes nothing.
 */
public final class Migrations {
    /** In order; the number goes before the name. */
    static final List<String> SHIPPED = List.of();

    private static final Logger log = LoggerFactory.getLogger(Migrations.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 1;
    private static final String RECORD = "migrations.json";
    public static final KeptFile KEPT =
            new KeptFile(
                    "which changes of tables have run",
                    "warehouse/migrations.json",
                    KeptFile.Form.JSON,
                    FORMAT,
                    "take another --data; ./lab reset takes all away");
    private static final Set<String> TIERS = Set.of("hot", "warm", "cold");
    private static final Pattern ADD =
            Pattern.compile(
                    "ALTER TABLE\\s+`?(warm|cold)`?\\.`?(\\w+)`?\\.`?(\\w+)`?"
                            + "\\s+ADD\\s+`?(\\w+)`?\\s+([^;]+)",
                    Pattern.DOTALL);

    /** Fluss 0.9.1 fails to read a log that was written before its table had a column. */
    private static final Pattern DROP_HOT =
            Pattern.compile("DROP TABLE IF EXISTS\\s+`?(hot)`?\\.`?(\\w+)`?\\.`?(\\w+)`?");

    /**
     * One file.
     *
     * @param number of the file, from 1
     */
    record Migration(int number, SqlScript script) {
        private static final Pattern NAME = Pattern.compile("(\\d{4})_[a-z0-9_]+\\.sql");

        static Migration of(SqlScript script) {
            Matcher name = NAME.matcher(script.name());
            if (!name.matches()) {
                throw new IllegalArgumentException(
                        "migration: must be named as 0001_what_it_does.sql, was " + script.name());
            }
            return new Migration(Integer.parseInt(name.group(1)), script);
        }
    }

    private record Applied(int number, String name, Instant time) {}

    private final List<Migration> migrations;
    private final TierSettings tiers;
    private final Path record;

    Migrations(List<SqlScript> scripts, TierSettings tiers) {
        this.migrations = scripts.stream().map(Migration::of).toList();
        for (int i = 0; i < migrations.size(); i++) {
            if (migrations.get(i).number() != i + 1) {
                throw new IllegalArgumentException(
                        "migrations: must be numbered from 1 without gaps, was %s at place %d"
                                .formatted(migrations.get(i).script().name(), i + 1));
            }
        }
        this.tiers = tiers;
        this.record = tiers.warehouse().resolve(RECORD);
    }

    public static Migrations shipped(TierSettings tiers) {
        return new Migrations(
                SHIPPED.stream()
                        .map(name -> {
                            SqlScript script = SqlScript.shipped("migrations/" + name);
                            return new SqlScript(name, script.source());
                        })
                        .toList(),
                tiers);
    }

    /** The files that have not run in this directory. */
    public List<String> pending() throws IOException {
        int newest = newestApplied(applied());
        return migrations.stream()
                .filter(migration -> migration.number() > newest)
                .map(migration -> migration.script().name())
                .toList();
    }

    /**
     * Runs what has not run yet; Fluss must be up.
     *
     * @return what was changed, to be told; empty where there was nothing to change
     * @throws JobRefusedException if a newer version has changed the tables
     */
    public List<String> run(InstantSource clock) throws IOException {
        List<Applied> applied = new ArrayList<>(applied());
        int newest = newestApplied(applied);
        var told = new ArrayList<String>();
        for (Migration migration : migrations) {
            if (migration.number() > newest) {
                told.addAll(apply(migration, TIERS));
                applied.add(
                        new Applied(
                                migration.number(), migration.script().name(), clock.instant()));
                write(applied);
            }
        }
        return told;
    }

    /**
     * Changes the tables of the lakes alone, for whoever writes to them without the hot tier. The
     * next start of the jobs runs the files again, finds these done, and writes them down.
     */
    public List<String> runOnLakes() throws IOException {
        int newest = newestApplied(applied());
        var told = new ArrayList<String>();
        for (Migration migration : migrations) {
            if (migration.number() > newest) {
                told.addAll(apply(migration, Set.of("warm", "cold")));
            }
        }
        return told;
    }

    private List<String> apply(Migration migration, Set<String> catalogs) {
        Map<String, String> variables = new TreeMap<>(tiers.variables());
        variables.put("hot.catalog", "fluss");
        List<String> changes = changes(migration, variables);
        JobEnvironment environment =
                JobEnvironment.batch(
                        new Configuration(JobConfiguration.utc()),
                        new DefaultExecutorServiceLoader());
        Predicate<Statement> isWanted =
                statement ->
                        statement instanceof Statement.Sql(var text)
                                && catalogs.stream()
                                        .anyMatch(name ->
                                                text.startsWith("CREATE CATALOG " + name + " "));
        environment.prepare(
                SqlScript.shipped("00_catalogs.sql").statements(variables).stream()
                        .filter(isWanted)
                        .toList());
        var told = new ArrayList<String>();
        for (String change : changes) {
            told.addAll(run(migration, change, environment.tables(), catalogs));
        }
        return told;
    }

    /** Its statements; nothing is begun if one of them is not of a kind that can be run twice. */
    private static List<String> changes(Migration migration, Map<String, String> variables) {
        var changes = new ArrayList<String>();
        for (Statement statement : migration.script().statements(variables)) {
            if (!(statement instanceof Statement.Sql(var text))
                    || !(ADD.matcher(text).matches() || DROP_HOT.matcher(text).matches())) {
                throw new IllegalArgumentException(
                        "%s: must be ALTER TABLE … ADD column of warm or cold, or DROP TABLE IF EXISTS of hot, was %s"
                                .formatted(migration.script().name(), statement));
            }
            changes.add(text);
        }
        return changes;
    }

    private static List<String> run(
            Migration migration, String text, StreamTableEnvironment tables, Set<String> catalogs) {
        Matcher add = ADD.matcher(text);
        Matcher drop = DROP_HOT.matcher(text);
        boolean isDrop = drop.matches();
        Matcher table = isDrop || !add.matches() ? drop : add;
        String catalog = table.group(1);
        if (!catalogs.contains(catalog) || !exists(tables, table)) {
            return List.of();
        }
        if (!isDrop && columns(tables, table).contains(add.group(4).toLowerCase(Locale.ROOT))) {
            return List.of();
        }
        tables.executeSql(text);
        String name = "%s.%s.%s".formatted(catalog, table.group(2), table.group(3));
        String told =
                isDrop
                        ? "%s: %s is dropped and filled again"
                                .formatted(migration.script().name(), name)
                        : "%s: %s has a column %s %s now"
                                .formatted(
                                        migration.script().name(),
                                        name,
                                        add.group(4),
                                        add.group(5).strip());
        log.info("table changed {}", told);
        return List.of(told);
    }

    private static boolean exists(StreamTableEnvironment tables, Matcher table) {
        return tables.getCatalog(table.group(1))
                .orElseThrow()
                .tableExists(new ObjectPath(table.group(2), table.group(3)));
    }

    private static List<String> columns(StreamTableEnvironment tables, Matcher table) {
        String name = "`%s`.`%s`.`%s`".formatted(table.group(1), table.group(2), table.group(3));
        return tables.from(name).getResolvedSchema().getColumnNames().stream()
                .map(column -> column.toLowerCase(Locale.ROOT))
                .toList();
    }

    private int newestApplied(List<Applied> applied) {
        int newest = applied.stream().mapToInt(Applied::number).max().orElse(0);
        if (newest > migrations.size()) {
            throw new JobRefusedException(
                    "%s: migration %d changed the tables, the newest that this version knows is %d; start it with the version that changed them, or take another --data; ./lab reset takes all away"
                            .formatted(RECORD, newest, migrations.size()));
        }
        return newest;
    }

    private List<Applied> applied() throws IOException {
        if (!Files.exists(record)) {
            return List.of();
        }
        JsonNode json = json(Files.readAllBytes(record));
        int format = json.path("format").asInt(0);
        if (format < 1 || !KEPT.knows(format)) {
            throw new JobRefusedException(KEPT.refusal(Path.of(RECORD), format));
        }
        var applied = new ArrayList<Applied>();
        for (JsonNode each : json.path("applied")) {
            applied.add(
                    new Applied(
                            each.path("number").asInt(),
                            each.path("name").asText(),
                            Instant.parse(each.path("time").asText())));
        }
        return applied;
    }

    private static JsonNode json(byte[] bytes) throws IOException {
        String why = "it must be a JSON object";
        try {
            JsonNode json = JSON.readTree(bytes);
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            why = e.getOriginalMessage();
        } catch (CharConversionException e) {
            why = String.valueOf(e.getMessage());
        }
        throw new JobRefusedException(KEPT.unreadable(Path.of(RECORD), why));
    }

    private void write(List<Applied> applied) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.put("format", FORMAT);
        var list = json.putArray("applied");
        for (Applied each : applied) {
            list.addObject()
                    .put("number", each.number())
                    .put("name", each.name())
                    .put("time", each.time().toString());
        }
        DurableFiles.write(record, json.toPrettyString() + "\n");
    }
}
