package lab.flink.sql;

import java.util.List;
import lab.flink.sql.job.JobReport;

/** The jobs of a lab, for who looks at them. */
public interface ShownJobs {
    /** How each job is, in the order of their files. */
    List<JobReport> reports();
}
