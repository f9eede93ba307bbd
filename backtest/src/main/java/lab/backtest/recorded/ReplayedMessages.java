package lab.backtest.recorded;

import java.util.List;

/**
 * What the stream of a replay holds, as it was sent: the first of two with the same id counts.
 *
 * @param requests in the order of their logs
 * @param executions likewise
 */
public record ReplayedMessages(List<String> requests, List<String> executions) {
    public ReplayedMessages {
        requests = List.copyOf(requests);
        executions = List.copyOf(executions);
    }
}
