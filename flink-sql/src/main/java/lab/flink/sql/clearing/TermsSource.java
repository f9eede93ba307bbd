package lab.flink.sql.clearing;

import java.io.IOException;
import java.io.Serializable;

/** Opens the terms where an operator runs. */
interface TermsSource extends Serializable {
    TermsInForce open() throws IOException;
}
