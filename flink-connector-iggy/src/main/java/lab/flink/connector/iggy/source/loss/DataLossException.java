// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.loss;

import java.io.IOException;
import org.apache.flink.annotation.Internal;

/** Messages that were to be read are not there any more. */
@Internal
public final class DataLossException extends IOException {

    public DataLossException(String message) {
        super(message);
    }
}
