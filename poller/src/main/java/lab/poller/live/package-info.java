/** What every exchange that is heard live needs: its connection, what waits, the gaps in it. */
@NullMarked
package lab.poller.live;

import org.jspecify.annotations.NullMarked;
