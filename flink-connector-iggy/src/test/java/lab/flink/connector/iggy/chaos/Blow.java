package lab.flink.connector.iggy.chaos;

/** What can happen to a job on its way from topic to topic. */
enum Blow {
    /** All connections break. */
    CUT,
    /** Sends arrive, and their acknowledgements do not. */
    LOSE_ANSWERS,
    /** A send is given up, and arrives when it was. */
    HOLD_SEND,
    /** Nothing comes through for a while, though everything is open. */
    HANG,
    /** The server cannot be reached for a while. */
    GO_AWAY,
    /** A task fails, and is restored. */
    BREAK_TASK,
    /** The job ends, whatever it is at, and is restored with other parallelism. */
    KILL_JOB,
    /** The job stops with a savepoint, and another goes on from it. */
    MOVE_JOB,
    /** The broker is killed as by {@code kill -9}, and started again. */
    KILL_BROKER,
    /** The topic that is read loses its messages. */
    PURGE_TOPIC,
    /** The topic that is written loses its messages. */
    PURGE_COPY,
    /** The topic that is read gets a partition more. */
    WIDEN_TOPIC,
    /** The topic that is written gets a partition more. */
    WIDEN_COPY
}
