package lab.flink.sql.clearing.read;

import java.io.IOException;
import java.io.Serializable;

/** Opens the terms where an operator runs. */
public interface TermsSource extends Serializable {
    TermsInForce open() throws IOException;
}
