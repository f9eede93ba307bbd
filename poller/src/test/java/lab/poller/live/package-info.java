@NullMarked
package lab.poller.live;

import org.jspecify.annotations.NullMarked;
