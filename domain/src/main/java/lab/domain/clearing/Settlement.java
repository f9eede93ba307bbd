package lab.domain.clearing;

import java.util.List;

/** An execution and the money that it moves: three transfers at most, none if it was rejected. */
public record Settlement(Execution execution, List<Transfer> transfers) {
    public Settlement {
        transfers = List.copyOf(transfers);
    }
}
