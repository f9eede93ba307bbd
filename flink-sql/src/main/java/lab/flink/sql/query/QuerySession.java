package lab.flink.sql.query;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import lab.flink.sql.cluster.JobCluster;
import lab.flink.sql.cluster.JobConfiguration;
import lab.flink.sql.cluster.JobEnvironment;
import lab.flink.sql.cluster.LabCluster;
import lab.flink.sql.cluster.LabExecutor;
import lab.flink.sql.fluss.FlussQueryCatalogFactory;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.script.SqlScript;
import lab.flink.sql.script.Statement;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.table.api.ResultKind;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements over all three tiers and the marts that are made of them.
 *
 * <p>One statement at a time; a session is cheap beside a running cluster.
 */
public final class QuerySession implements AutoCloseable {
    private static final int PARALLELISM = 1;

    /**
     * The last rows come with a job's end; a machine that is busy takes longer than Flink's 10 s.
     */
    private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(2);

    private final TierSettings tiers;
    private final JobCluster cluster;
    private final Optional<LabCluster> owned;
    private final boolean hasHot;
    private @Nullable JobEnvironment batch;
    private @Nullable JobEnvironment streaming;
    private Optional<BranchCatalog> branch = Optional.empty();
    private final Set<JobEnvironment> withMarts = new HashSet<>();

    private QuerySession(
            TierSettings tiers, JobCluster cluster, Optional<LabCluster> owned, boolean hasHot) {
        this.tiers = tiers;
        this.cluster = cluster;
        this.owned = owned;
        this.hasHot = hasHot;
    }

    /**
     * Opens a session on a running cluster, or on a small one of its own.
     *
     * @param tmp for the own cluster's spilled data
     */
    public static QuerySession open(
            TierSettings tiers, Optional<? extends JobCluster> cluster, Path tmp) throws Exception {
        return cluster.isPresent()
                ? new QuerySession(tiers, cluster.get(), Optional.empty(), true)
                : onOwn(tiers, tmp, true);
    }

    /** Opens a session on a small cluster of its own over warm and cold, which need no server. */
    public static QuerySession openOnFiles(TierSettings tiers, Path tmp) throws Exception {
        return onOwn(tiers, tmp, false);
    }

    private static QuerySession onOwn(TierSettings tiers, Path tmp, boolean hasHot)
            throws Exception {
        LabCluster own = LabCluster.start(tmp, PARALLELISM, OptionalInt.empty());
        return new QuerySession(tiers, own, Optional.of(own), hasHot);
    }

    /**
     * Has the cold tier read and written at a branch; to be said before the first statement. A
     * table without it is read as it is, and gets it with the first row that is written.
     */
    public void useBranch(String name) {
        if (batch != null || streaming != null) {
            throw new IllegalStateException(
                    "branch: must be said first, was said after a statement");
        }
        branch = Optional.of(BranchCatalog.of(tiers, BranchCatalog.checked(name)));
    }

    /**
     * Runs one statement.
     *
     * @param statement without a semicolon at its end, or with one
     * @param follow whether a {@code SELECT} goes on with what is still to come, or ends with what
     *     is stored
     */
    public QueryResult execute(String statement, boolean follow) {
        JobEnvironment environment = follow ? streaming() : batch();
        if (Marts.areMeantBy(statement) && withMarts.add(environment)) {
            Marts.create(environment, tiers.variables());
        }
        branch.ifPresent(catalog -> catalog.prepare(statement));
        TableResult result = environment.tables().executeSql(withoutSemicolon(statement));
        return new QueryResult(
                columns(result.getResolvedSchema()), result.collect(), kind(result, follow));
    }

    private static QueryResult.Kind kind(TableResult result, boolean follow) {
        if (result.getResultKind() == ResultKind.SUCCESS) {
            return QueryResult.Kind.DONE;
        }
        return follow && result.getJobClient().isPresent()
                ? QueryResult.Kind.CHANGES
                : QueryResult.Kind.ROWS;
    }

    private static java.util.List<QueryResult.Column> columns(ResolvedSchema schema) {
        return schema.getColumns().stream()
                .map(column ->
                        new QueryResult.Column(
                                column.getName(),
                                column.getDataType().getLogicalType().asSummaryString()))
                .toList();
    }

    private static String withoutSemicolon(String statement) {
        String stripped = statement.strip();
        return stripped.endsWith(";")
                ? stripped.substring(0, stripped.length() - 1).strip()
                : stripped;
    }

    private JobEnvironment batch() {
        if (batch == null) {
            batch = withCatalogs(JobEnvironment.batch(configuration(), executor()), true);
        }
        return batch;
    }

    private JobEnvironment streaming() {
        if (streaming == null) {
            streaming = withCatalogs(JobEnvironment.streaming(configuration(), executor()), false);
        }
        return streaming;
    }

    private LabExecutor executor() {
        return new LabExecutor(cluster, LabExecutor.Preparation.NONE);
    }

    private Configuration configuration() {
        Configuration configuration = JobConfiguration.utc();
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, PARALLELISM);
        configuration.set(RpcOptions.ASK_TIMEOUT_DURATION, ANSWERS_WITHIN);
        executor().configure(configuration);
        return configuration;
    }

    private JobEnvironment withCatalogs(JobEnvironment environment, boolean bounded) {
        Map<String, String> variables = new HashMap<>(tiers.variables());
        variables.put("hot.catalog", bounded ? FlussQueryCatalogFactory.IDENTIFIER : "fluss");
        environment.prepare(
                SqlScript.shipped("00_catalogs.sql").statements(variables).stream()
                        .filter(statement -> hasHot || !creates("hot", statement))
                        .filter(statement -> branch.isEmpty() || !creates("cold", statement))
                        .toList());
        branch.ifPresent(cold -> register(cold, environment));
        return environment;
    }

    /** What stands in for this wants a factory, and the catalog is asked for its branch later. */
    @SuppressWarnings("deprecation")
    private static void register(BranchCatalog cold, JobEnvironment environment) {
        environment.tables().registerCatalog("cold", cold);
    }

    private static boolean creates(String catalog, Statement statement) {
        return statement instanceof Statement.Sql(var text)
                && text.startsWith("CREATE CATALOG " + catalog);
    }

    @Override
    public void close() {
        owned.ifPresent(LabCluster::close);
    }
}
