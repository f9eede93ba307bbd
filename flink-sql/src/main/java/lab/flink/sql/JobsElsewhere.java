package lab.flink.sql;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import lab.flink.sql.cluster.JobCluster;
import lab.flink.sql.job.JobReport;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.RootCause;
import org.apache.flink.api.common.JobID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs of a cluster that somebody else has started there, and sees to. */
public final class JobsElsewhere implements ShownJobs {
    private static final Logger log = LoggerFactory.getLogger(JobsElsewhere.class);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);

    private final JobCluster cluster;
    private final String stream;

    /**
     * Of one market.
     *
     * @param stream of the bus, that they read
     */
    public JobsElsewhere(JobCluster cluster, String stream) {
        this.cluster = cluster;
        this.stream = stream;
    }

    @Override
    public List<JobReport> reports() {
        try {
            Map<String, JobID> running =
                    cluster.running().get(ANSWERS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            return Stream.of(LabJob.values())
                    .filter(job -> !job.isOfBooks() || running.containsKey(job.jobName()))
                    .map(job -> report(job, Optional.ofNullable(running.get(job.jobName()))))
                    .toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unknown("interrupted");
        } catch (TimeoutException e) {
            log.warn("flink says nothing", e);
            return unknown(
                    "flink must answer within %d s, did not".formatted(ANSWERS_WITHIN.toSeconds()));
        } catch (ExecutionException e) {
            return unknown(RootCause.line(e));
        }
    }

    private JobReport report(LabJob job, Optional<JobID> id) {
        return id.map(running ->
                        JobReports.of(
                                new JobStarter.Started(job, running, true, List.of()),
                                stream,
                                cluster))
                .orElseGet(() ->
                        JobReports.unknown(job, stream, "it is not on the cluster, or not yet"));
    }

    private List<JobReport> unknown(String why) {
        return Stream.of(LabJob.values())
                .filter(job -> !job.isOfBooks())
                .map(job -> JobReports.unknown(job, stream, why))
                .toList();
    }
}
