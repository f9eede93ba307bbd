package lab.flink.connector.iggy.source;

/** What to do when messages that were to be read are gone, or the log is shorter than it was. */
public enum DataLossPolicy {
    /** The task fails: somebody has to decide. */
    FAIL,
    /** A warning and a metric; reading goes on with what there is. */
    WARN
}
