package lab.flink.connector.iggy.source.reader;

import java.io.IOException;

/** Messages that were to be read are not there any more. */
public final class DataLossException extends IOException {

    public DataLossException(String message) {
        super(message);
    }
}
