"""The services of one unit of work: each built when it is first asked for, all on one session, with one actor."""

import random
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.config import Settings
from app.services.attachment_bytes import AttachmentBytes
from app.services.attachment_service import AttachmentService
from app.services.batch_reader import BatchReader
from app.services.batch_service import BatchService
from app.services.box_service import BoxService
from app.services.build_service import BuildService
from app.services.bulk_edit_service import BulkEditService
from app.services.dashboard_service import DashboardService
from app.services.device_service import DeviceService
from app.services.dismissal_service import DismissalService
from app.services.drops.decision_service import DropDecisionService
from app.services.drops.mending_service import DropMendingService
from app.services.duplicate_service import DuplicateService
from app.services.exports.export_service import ExportService
from app.services.file_limits import FileLimits
from app.services.importers.bom_parts import BomParts
from app.services.importers.bom_service import BomService
from app.services.importers.column_memory import ColumnMemory
from app.services.importers.draft_service import ImportDraftService
from app.services.importers.import_service import ImportService
from app.services.importers.import_wizard import ImportWizard
from app.services.kit_content_reader import KitContentReader
from app.services.kit_content_service import KitContentService
from app.services.kit_coverage_service import KitCoverageService
from app.services.kit_reader import KitReader
from app.services.kit_service import KitService
from app.services.label_service import LabelService
from app.services.location_minimum_service import LocationMinimumService
from app.services.location_reader import LocationReader
from app.services.merge_service import MergeService
from app.services.metrics_service import MetricsService
from app.services.object_store import ObjectStore
from app.services.part_copy_service import PartCopyService
from app.services.part_service import PartService
from app.services.pdf_text import extract_text
from app.services.pick_list_reader import PickListReader
from app.services.pick_list_service import PickListService
from app.services.pick_service import PickService
from app.services.placement.weights_service import WeightsService
from app.services.putaway_service import PutawayService
from app.services.quality_service import QualityService
from app.services.reservation_service import ReservationService
from app.services.search_service import SearchService
from app.services.seller_logo_service import SellerLogoService
from app.services.seller_record_service import SellerRecordService
from app.services.seller_service import SellerService
from app.services.shopping.board_reader import BoardReader
from app.services.shopping.kit_push_service import KitPushService
from app.services.shopping.line_service import ShoppingLineService
from app.services.shopping.list_service import ShoppingListService
from app.services.shopping.memberships import MembershipReader
from app.services.shopping.order_service import OrderService
from app.services.shopping.receiving_service import ReceivingService
from app.services.split_service import SplitService
from app.services.stock_history_service import StockHistoryService
from app.services.stock_service import StockService
from app.services.type_service import TypeService
from app.services.undo_service import UndoService
from app.utils.time import Clock

if TYPE_CHECKING:
    from app.services.placement.outcome_service import OutcomeService
    from app.services.placement.placement_service import PlacementService


class WorkServices:
    """What a unit of work offers; its properties are the services."""

    session: Session

    def __init__(
        self,
        *,
        clock: Clock,
        metrics: MetricsService,
        objects: ObjectStore,
        settings: Settings,
        random_source: random.Random,
        actor: str,
    ) -> None:
        self._clock = clock
        self._metrics = metrics
        self._random_source = random_source
        self._objects = objects
        self._settings = settings
        self._actor = actor

    @cached_property
    def batches(self) -> BatchService:
        """Batches of this unit of work."""
        return BatchService(self.session, self._actor)

    @cached_property
    def batch_reader(self) -> BatchReader:
        """What was done, page by page."""
        return BatchReader(self.session)

    @cached_property
    def parts(self) -> PartService:
        """The catalogue of parts."""
        return PartService(self.session, self.batches, self._clock, self._random_source)

    @cached_property
    def copies(self) -> PartCopyService:
        """New parts like old ones."""
        return PartCopyService(self.session, self.batches, self.parts)

    @cached_property
    def bulk(self) -> BulkEditService:
        """One change to many parts."""
        return BulkEditService(self.session, self.batches, self.parts)

    @cached_property
    def quality(self) -> QualityService:
        """What could be written better."""
        return QualityService(self.session, self.batches, self.parts)

    @cached_property
    def duplicates(self) -> DuplicateService:
        """Parts that may be the same."""
        return DuplicateService(self.session)

    @cached_property
    def dismissals(self) -> DismissalService:
        """Pairs that were found to be different things."""
        return DismissalService(self.session, self.batches)

    @cached_property
    def drops(self) -> DropDecisionService:
        """What was decided about dropped files."""
        return DropDecisionService(self.session, self.batches)

    @cached_property
    def mendings(self) -> DropMendingService:
        """Contents of dropped files."""
        limits = FileLimits.of(self._settings)
        return DropMendingService(self.session, self._actor, self._bytes, self._objects, limits)

    @cached_property
    def merges(self) -> MergeService:
        """Merging a duplicate into the part that stays."""
        return MergeService(self.session, self.batches, self._clock)

    @cached_property
    def types(self) -> TypeService:
        """Categories of parts."""
        return TypeService(self.session, self.batches)

    @cached_property
    def boxes(self) -> BoxService:
        """Boxes and their locations."""
        return BoxService(self.session, self.batches, self._clock)

    @cached_property
    def locations(self) -> LocationReader:
        """Slots over all boxes."""
        return LocationReader(self.session)

    @cached_property
    def sellers(self) -> SellerService:
        """Sellers and their offers."""
        return SellerService(self.session, self.batches)

    @cached_property
    def seller_logos(self) -> SellerLogoService:
        """Pictures of sellers."""
        return SellerLogoService(self.session, self.batches, self._bytes)

    @cached_property
    def seller_records(self) -> SellerRecordService:
        """How reliable sellers are."""
        return SellerRecordService(self.session, self._clock)

    @cached_property
    def shopping_lists(self) -> ShoppingListService:
        """Shopping lists as a whole."""
        return ShoppingListService(self.session, self.batches, self._clock)

    @cached_property
    def shopping_lines(self) -> ShoppingLineService:
        """Lines of shopping lists."""
        return ShoppingLineService(self.session, self.batches)

    @cached_property
    def orders(self) -> OrderService:
        """Lines of a list that go to one seller."""
        return OrderService(self.session, self.batches, self._clock, self._metrics)

    @cached_property
    def receiving(self) -> ReceivingService:
        """Deliveries."""
        return ReceivingService(
            self.session, self.batches, self._clock, self._metrics, parts=self.parts, stock=self.stock
        )

    @cached_property
    def putaway(self) -> PutawayService:
        """Slots for what arrives."""
        return PutawayService(self.session, self.placement_weights)

    @cached_property
    def placement(self) -> "PlacementService":
        """Plans of where things should live."""
        from app.services.placement.placement_service import PlacementService  # noqa: PLC0415 - loads SciPy and Numba

        return PlacementService(
            self.session, self.batches, self.stock, weights=self.placement_weights, outcomes=self.placement_outcomes
        )

    @cached_property
    def placement_weights(self) -> WeightsService:
        """What counts in plans."""
        return WeightsService(self.session, self.batches)

    @cached_property
    def placement_outcomes(self) -> "OutcomeService":
        """What applied plans brought."""
        from app.services.placement.outcome_service import OutcomeService  # noqa: PLC0415 - loads SciPy and Numba

        return OutcomeService(self.session)

    @cached_property
    def boards(self) -> BoardReader:
        """Shopping lists by seller."""
        return BoardReader(self.session)

    @cached_property
    def memberships(self) -> MembershipReader:
        """On which lists parts and kits are."""
        return MembershipReader(self.session)

    @cached_property
    def kit_pushes(self) -> KitPushService:
        """Kits on shopping lists."""
        return KitPushService(
            self.session,
            self.batches,
            self._metrics,
            lists=self.shopping_lists,
            reservations=self.reservations,
        )

    @cached_property
    def kits(self) -> KitService:
        """Kits."""
        return KitService(self.session, self.batches, self._clock, self._metrics.kits)

    @cached_property
    def kit_contents(self) -> KitContentService:
        """Lines of kits."""
        return KitContentService(self.session, self.batches, self.kits, self._metrics.kits)

    @cached_property
    def kit_content_reader(self) -> KitContentReader:
        """Lines of a kit, page by page."""
        return KitContentReader(self.session)

    @cached_property
    def kit_coverage(self) -> KitCoverageService:
        """Whether the stock suffices for kits."""
        return KitCoverageService(self.session, self.kits, self.reservations)

    @cached_property
    def kit_reader(self) -> KitReader:
        """Lists of kits."""
        return KitReader(self.session, self.kit_coverage)

    @cached_property
    def pick_lists(self) -> PickListService:
        """Pick lists."""
        return PickListService(self.session, self.batches, self.kits, self.reservations, self._metrics.kits)

    @cached_property
    def pick_list_reader(self) -> PickListReader:
        """Pick lists as people read them."""
        return PickListReader(self.session)

    @cached_property
    def picks(self) -> PickService:
        """Picking of lines."""
        return PickService(
            self.session,
            self.batches,
            pick_lists=self.pick_lists,
            stock=self.stock,
            undo=self.undo,
            clock=self._clock,
            metrics=self._metrics.kits,
        )

    @cached_property
    def builds(self) -> BuildService:
        """What was made of kits."""
        return BuildService(
            self.session,
            self.batches,
            kits=self.kits,
            pick_lists=self.pick_lists,
            stock=self.stock,
            reservations=self.reservations,
        )

    @cached_property
    def reservations(self) -> ReservationService:
        """What active kits claim of each part."""
        return ReservationService(self.session)

    @cached_property
    def devices(self) -> DeviceService:
        """Devices, their models and configurations."""
        return DeviceService(self.session, self.batches, self._clock, self._random_source)

    @cached_property
    def search(self) -> SearchService:
        """The search box."""
        return SearchService(self.session)

    @cached_property
    def dashboard(self) -> DashboardService:
        """Figures of the store as it is now."""
        return DashboardService(self.session, self.history, self._clock, self._settings.low_stock_threshold)

    @cached_property
    def stock(self) -> StockService:
        """Stock operations."""
        return StockService(self.session, self.batches, self.reservations, self._clock, self._metrics)

    @cached_property
    def splits(self) -> SplitService:
        """Stock operations over several slots at once."""
        return SplitService(self.session, self.stock)

    @cached_property
    def minimums(self) -> LocationMinimumService:
        """Minimums of single slots."""
        return LocationMinimumService(self.session, self.batches)

    @cached_property
    def history(self) -> StockHistoryService:
        """The ledger as people read it."""
        return StockHistoryService(self.session)

    @cached_property
    def imports(self) -> ImportService:
        """Imports of foreign data."""
        return ImportService(self.session, self.batches, self._clock, self._random_source)

    @cached_property
    def import_drafts(self) -> ImportDraftService:
        """Imports that were begun."""
        return ImportDraftService(self.session, self.batches, self._bytes, FileLimits.of(self._settings), self._clock)

    @cached_property
    def import_wizard(self) -> ImportWizard:
        """Uploaded files on their way into the store."""
        memory = ColumnMemory(self.session)
        return ImportWizard(self.imports, self.boms, self.import_drafts, memory, self._settings.max_upload_files)

    @cached_property
    def exports(self) -> ExportService:
        """Lists as files."""
        return ExportService(self.session)

    @cached_property
    def boms(self) -> BomService:
        """Bills of materials."""
        new_parts = BomParts(self.session, self.parts, self.sellers, self.types)
        return BomService(self.session, self.batches, kits=self.kits, contents=self.kit_contents, new_parts=new_parts)

    @cached_property
    def undo(self) -> UndoService:
        """Undo of batches."""
        return UndoService(self.session, self.batches, self._clock, self._bytes)

    @cached_property
    def attachments(self) -> AttachmentService:
        """Documents of parts and kits."""
        return AttachmentService(
            self.session,
            self.batches,
            self._bytes,
            FileLimits.of(self._settings),
            extract_text,
        )

    @cached_property
    def labels(self) -> LabelService:
        """Labels and contents sheets to print."""
        return LabelService(self.session, self._clock)

    @cached_property
    def _bytes(self) -> AttachmentBytes:
        return AttachmentBytes(self.session, self._objects)
