@NullMarked
package lab.poller;

import org.jspecify.annotations.NullMarked;
