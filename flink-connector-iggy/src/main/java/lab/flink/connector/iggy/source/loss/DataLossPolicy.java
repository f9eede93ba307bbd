// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.loss;

import org.apache.flink.annotation.PublicEvolving;

/** What to do when messages that were to be read are gone, or the log is shorter than it was. */
@PublicEvolving
public enum DataLossPolicy {
    /** The task fails: somebody has to decide. */
    FAIL,
    /** A warning and a metric; reading goes on with what there is. */
    WARN
}
