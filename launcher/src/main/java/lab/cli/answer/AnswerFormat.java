package lab.cli.answer;

import java.io.PrintWriter;
import lab.launcher.query.AnswerSink;

/** How an answer is printed. */
public enum AnswerFormat {
    /** For people: a table with a frame, and how many rows there are. */
    TABLE {
        @Override
        public AnswerSink to(PrintWriter out) {
            return new TableAnswer(out);
        }
    },
    /** RFC 4180 with a header line; lines end with a line feed alone, as Unix tools want them. */
    CSV {
        @Override
        public AnswerSink to(PrintWriter out) {
            return new CsvAnswer(out);
        }
    },
    /** One array of objects, a row a line; of a stream one object a line. */
    JSON {
        @Override
        public AnswerSink to(PrintWriter out) {
            return new JsonAnswer(out);
        }
    };

    public abstract AnswerSink to(PrintWriter out);
}
